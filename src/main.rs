//! placeholder
fn main() {
    for file in std::env::args().skip(1) {
        let path = std::path::Path::new(&file);
        match provgen::input::load(path, &file) {
            Ok(api) => println!("{} {}", api.name, api.operations.len()),
            Err(e) => println!("{e}"),
        }
    }
}
