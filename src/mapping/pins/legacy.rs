//! Reading the file that came before `mapping.yaml`: columns that are parted by tabs.

use super::line::{decoded, tells, verb};
use super::model::{Line, Mapping, Mark};
use crate::api::ObjectKey;
use crate::diagnostic::{Diagnostic, Problems, Result};
use crate::names::{MethodName, NameError, OperationId, ResourceName, ServiceName};

/// Stands for no object key.
const NO_KEY: &str = "-";

impl Mapping {
    /// Reads a lock file; messages call it `file`.
    ///
    /// # Errors
    /// Every line that isn't valid in a lock file, with its number.
    pub fn parse_lock(text: &str, file: &str) -> Result<Self> {
        let problems = Problems::default();
        let mut mapping = Self::default();
        for (number, line) in (1..).zip(text.lines()) {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            match parse_line(line) {
                Ok((service, resource, method, line)) => mapping.add(service, resource, method, line),
                Err(why) => problems.add(
                    Diagnostic::error(
                        "mapping::lock-line",
                        format!("this is not a line of a lock file: {why}"),
                    )
                    .help("restore the file as it was released; after a merge, keep the lines of both sides")
                    .at(file, "")
                    .at_line(text, number, 1, line.chars().count()),
                ),
            }
        }
        problems.or(mapping)
    }

    /// Adds a line; a method that was released under several verbs has one for each.
    fn add(&mut self, service: ServiceName, resource: ResourceName, method: MethodName, line: Line) {
        let methods = self.services.entry(service).or_default().entry(resource).or_default();
        match methods.get_mut(&method) {
            Some(known) => {
                known.verbs.extend(line.verbs);
                known.verbs.sort();
                known.verbs.dedup_by_key(|pinned| pinned.verb);
            }
            None => {
                methods.insert(method, line);
            }
        }
    }
}

fn parse_line(line: &str) -> std::result::Result<(ServiceName, ResourceName, MethodName, Line), String> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [service, operation, method, pinned, object_key, path] = columns.as_slice() else {
        return Err(format!("it has {} columns, not 6", columns.len()));
    };
    let (resource, method) =
        method.split_once('.').ok_or_else(|| format!("`{method}` is not `resource.method`"))?;
    let name = |error: NameError| error.to_string();
    let object_key = (*object_key != NO_KEY).then(|| decoded(object_key));
    if let Some(key) = &object_key {
        ObjectKey::parse(key).map_err(|error| format!("`{key}`: {error}"))?;
    }
    if !path.starts_with('/') {
        return Err(format!("`{path}` is not a path: it begins with no `/`"));
    }
    let verb = verb(pinned)?;
    let (method, operation) = (MethodName::new(method).map_err(name)?, OperationId::new(decoded(operation)));
    let line = Line {
        verbs: vec![verb],
        http_method: None,
        path: decoded(path),
        object_key,
        operation: (!tells(&method, &operation)).then_some(operation),
        mark: Mark::Decided,
    };
    Ok((ServiceName::new(service).map_err(name)?, ResourceName::new(resource).map_err(name)?, method, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str =
        "dataproc\tdataproc.projects.jobs.list\tjobs.list\tSELECT*\t$.jobs\t/v1/projects/{projectsId}/jobs\n";

    #[test]
    fn all_columns_are_read() {
        let lock = format!("# comment\n\n{LINE}{}", LINE.replace("SELECT*", "EXEC"));
        let mapping = Mapping::parse_lock(&lock, "provgen.lock").unwrap();
        let (path, line) = mapping.lines().next().unwrap();
        assert_eq!(path.to_string(), "dataproc.jobs.list");
        assert_eq!(line.verbs_text(), "SELECT*,EXEC");
        assert_eq!(line.call_text(), "/v1/projects/{projectsId}/jobs");
        assert_eq!(line.rest_text(), "$.jobs  @dataproc.projects.jobs.list");
    }

    #[test]
    fn every_bad_line_is_told() {
        let bad = "dataproc\tx\n../x\ta\tb.c\tSELECT\t-\t/a\ns\ta\tb.c\tSELEKT\t-\t/a\ns\ta\tb.c\tSELECT\tbare\t/a\n";
        let failure = Mapping::parse_lock(bad, "provgen.lock").unwrap_err();
        assert_eq!(failure.problems.len(), 4, "{failure}");
        assert!(failure.to_string().contains("provgen.lock:2:1"), "{failure}");
    }
}
