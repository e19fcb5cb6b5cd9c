//! Nothing panics as a package, and nothing that comes out of one has another name than a package's files.
#![no_main]

use std::io::Write as _;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    drop(provgen::package::archive::unpack(bytes, "package.tgz"));
    // As tar within gzip, so that the fuzzer needn't find the way there.
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    if gzip.write_all(bytes).is_ok()
        && let Ok(archive) = gzip.finish()
    {
        for (path, _) in provgen::package::archive::unpack(&archive, "package.tgz").files {
            assert!(path.starts_with("provider.yaml") || path.starts_with("services/"), "{path}");
            assert!(!path.contains(".."), "{path}");
        }
    }
});
