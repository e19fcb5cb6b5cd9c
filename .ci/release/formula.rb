# Made with each release; its template is .ci/release/formula.rb.
class Provgen < Formula
  desc "StackQL providers from Google discovery and OpenAPI documents"
  homepage "@REPOSITORY@"
  version "@VERSION@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "@REPOSITORY@/releases/download/v@VERSION@/@ARCHIVE aarch64-apple-darwin@"
      sha256 "@SHA256 aarch64-apple-darwin@"
    end
    on_intel do
      url "@REPOSITORY@/releases/download/v@VERSION@/@ARCHIVE x86_64-apple-darwin@"
      sha256 "@SHA256 x86_64-apple-darwin@"
    end
  end

  on_linux do
    on_arm do
      url "@REPOSITORY@/releases/download/v@VERSION@/@ARCHIVE aarch64-unknown-linux-musl@"
      sha256 "@SHA256 aarch64-unknown-linux-musl@"
    end
    on_intel do
      url "@REPOSITORY@/releases/download/v@VERSION@/@ARCHIVE x86_64-unknown-linux-musl@"
      sha256 "@SHA256 x86_64-unknown-linux-musl@"
    end
  end

  def install
    bin.install "provgen"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/provgen.bash" => "provgen"
    zsh_completion.install "completions/_provgen"
    fish_completion.install "completions/provgen.fish"
  end

  test do
    assert_equal "provgen #{version}", shell_output("#{bin}/provgen --version").strip
    assert_match "signature-rerouted", shell_output("#{bin}/provgen rules")
  end
end
