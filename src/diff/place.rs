//! The place of a change: the parts of a full name.

use schemars::JsonSchema;
use serde::Serialize;

/// The place of a change: the parts of a name.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct FindingPlace {
    /// Second part of a resource's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Third part of a resource's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// A method of the resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// A column, or a field within one: `config.zone`, `disks[].name`, `labels.*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// A parameter; fields of a body are `data__<field>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The operation that the method calls, in the old release if the method is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation_id: Option<String>,
}

impl FindingPlace {
    /// A service as a whole.
    pub(super) fn service(service: &str) -> Self {
        Self { service: Some(service.to_string()), ..Self::default() }
    }

    /// A resource as a whole.
    pub(super) fn resource(service: &str, resource: &str) -> Self {
        Self { resource: Some(resource.to_string()), ..Self::service(service) }
    }

    /// A method of it, and the operation that it calls.
    pub(super) fn method(self, method: &str, operation_id: &str) -> Self {
        Self { method: Some(method.to_string()), operation_id: Some(operation_id.to_string()), ..self }
    }

    /// A parameter of it.
    pub(super) fn parameter(self, parameter: &str) -> Self {
        Self { parameter: Some(parameter.to_string()), ..self }
    }

    /// A column of it.
    pub(super) fn column(self, column: &str) -> Self {
        Self { column: Some(column.to_string()), ..self }
    }

    /// The place of a parameter or a column whose last part is called `name`.
    pub(super) fn renamed(self, name: &str) -> Self {
        let last = |path: String| match path.rsplit_once('.') {
            Some((within, _)) => format!("{within}.{name}"),
            None => name.to_string(),
        };
        match self.parameter {
            Some(parameter) => Self { parameter: Some(last(parameter)), ..self },
            None => Self { column: self.column.map(last), ..self },
        }
    }

    /// The full name: `google.dataproc.sessions.createTime`.
    pub(super) fn name(&self, provider: &str) -> String {
        let parts = [&self.service, &self.resource, &self.method, &self.column, &self.parameter];
        let mut name = provider.to_string();
        for part in parts.into_iter().flatten() {
            name.push('.');
            name.push_str(part);
        }
        name
    }
}
