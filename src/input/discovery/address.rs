//! Where an API is: its host, and the path of its service there.

use crate::api::Server;

/// Where an API is, as its document says.
pub(super) struct Address {
    /// The host, for all of its services.
    pub(super) root: Option<String>,
    /// The host with the service's path, in documents without a root.
    pub(super) base: Option<String>,
    /// The path of the service below the host.
    pub(super) service_path: String,
}

impl Address {
    /// The address of the service.
    pub(super) fn url(&self) -> String {
        match (&self.root, &self.base) {
            (Some(root), _) => {
                format!("{}/{}", root.trim_end_matches('/'), self.service_path.trim_start_matches('/'))
            }
            (None, base) => base.clone().unwrap_or_default(),
        }
    }

    /// The servers of an operation whose path begins at the root: none of its own where the service is there, too.
    /// None at all if the document doesn't say the root.
    pub(super) fn servers_of_root(&self) -> Option<Vec<Server>> {
        let root = Server::at(self.root.as_ref()?);
        Some(if root == Server::at(&self.url()) { Vec::new() } else { vec![root] })
    }
}
