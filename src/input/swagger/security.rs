//! Security schemes.

use super::conversion::{Conversion, Entries, text};
use crate::document::node::Node;

/// Flows of OAuth, and their names in 3.0.
const FLOWS: [(&str, &str); 4] = [
    ("implicit", "implicit"),
    ("password", "password"),
    ("application", "clientCredentials"),
    ("accessCode", "authorizationCode"),
];

/// Keys of a scheme that 3.0 has in its flow.
const OF_FLOW: [&str; 4] = ["flow", "authorizationUrl", "tokenUrl", "scopes"];

impl<'a> Conversion<'_, 'a> {
    /// The security scheme `node` at `from`.
    pub(super) fn scheme(&mut self, node: &Node<'a>, from: &str) -> Node<'a> {
        let Node::Map(entries) = node else { return node.clone() };
        match node.get("type").and_then(Node::as_str) {
            Some("basic") => {
                let others = entries.iter().filter(|(key, _)| key != "type").cloned();
                Node::Map([text("type", "http"), text("scheme", "basic")].into_iter().chain(others).collect())
            }
            // A document may have a scheme of 3.0 already.
            Some("oauth2") if node.get("flows").is_none() => self.oauth(node, entries, from),
            _ => node.clone(),
        }
    }

    fn oauth(&mut self, node: &Node<'a>, entries: &Entries<'a>, from: &str) -> Node<'a> {
        let is_of_flow = |key: &str| OF_FLOW.contains(&key);
        let mut made: Entries<'a> = entries.iter().filter(|(key, _)| !is_of_flow(key)).cloned().collect();
        let to = from.replacen("/securityDefinitions", "/components/securitySchemes", 1);
        let Some(flow) = node.get("flow") else { return Node::Map(made) };
        let found = FLOWS.into_iter().find(|(name, _)| flow.as_str() == Some(name));
        let flows = match found {
            Some((_, name)) => {
                self.moves.add(&format!("{to}/flows/{name}"), from);
                let own = entries.iter().filter(|(key, _)| key != "flow" && is_of_flow(key)).cloned();
                vec![(name.into(), Node::Map(own.collect()))]
            }
            None => {
                let message = format!("{} is not a flow; it is passed over", flow.describe());
                let help = "flows are implicit, password, application and accessCode";
                self.warn("input::unknown-security", message, help, format!("{from}/flow"));
                Vec::new()
            }
        };
        made.push(("flows".into(), Node::Map(flows)));
        Node::Map(made)
    }
}
