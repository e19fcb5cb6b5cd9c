//! No text panics as an overlay, or takes long, and a document that one changed can be read or is refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use provgen::input::{Beside, Overlay, parse_with};

/// A document with a part of each kind.
const DOCUMENT: &str = r##"
openapi: 3.0.3
info: { title: Shop, version: "1" }
servers: [{ url: "https://api.example.com" }]
tags: [{ name: a }, { name: b }]
paths:
  /carts:
    get:
      operationId: listCarts
      x-internal: true
      parameters: [{ name: old, in: query, schema: { type: string } }, { name: page, in: query, schema: { type: integer } }]
      responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Cart" } } } } }
components:
  schemas:
    Cart: { type: object, properties: { id: { type: string } } }
"##;

fuzz_target!(|text: &str| {
    for wrapped in [text.to_string(), format!("overlay: 1.1.0\nactions:\n{text}")] {
        let Ok(overlay) = Overlay::parse(&wrapped, "overlay") else { continue };
        let beside = Beside { folder: None, overlays: &[&overlay] };
        drop(parse_with(DOCUMENT, "spec", "spec", beside));
    }
});
