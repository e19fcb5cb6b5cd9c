//! No text panics as a configuration.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use provgen::settings::Settings;

fuzz_target!(|text: &str| {
    drop(Settings::parse(text, "provgen.yaml", Path::new("nowhere")));
});
