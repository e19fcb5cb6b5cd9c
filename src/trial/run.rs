//! All questions of a trial, in order: one engine answers them, so that a fault of a whole session shows too.

use super::compare;
use super::one::One;
use super::plan::{ResourcePlan, ServicePlan};
use super::report::{Difference, Figures, Finding, TrialReport};
use super::stage::Stage;
use crate::diagnostic::Result;
use crate::engine::sql::object;

/// Most requests that a difference shows.
const MAX_REQUESTS: usize = 4;

/// Asks everything that `stage` has plans for. `begin` is called with each service's name before its
/// questions, and `end` after them.
///
/// # Errors
/// The user interrupted the run; an engine that can't be started anew after a crash.
pub fn run(stage: &mut Stage, begin: impl Fn(&str), end: impl Fn(&str)) -> Result<TrialReport> {
    let plans = std::mem::take(&mut stage.plans);
    let mut run = Run { stage, figures: Figures::default(), differences: Vec::new() };
    run.services(&plans)?;
    for plan in &plans {
        begin(plan.name().as_str());
        run.service(plan)?;
        end(plan.name().as_str());
    }
    let Run { stage, mut figures, differences, .. } = run;
    figures.restarts = stage.restarts();
    let provider = stage.provider.clone();
    stage.plans = plans;
    Ok(TrialReport { provider, figures, differences })
}

struct Run<'s> {
    stage: &'s mut Stage,
    figures: Figures,
    differences: Vec<Difference>,
}

impl Run<'_> {
    fn services(&mut self, plans: &[ServicePlan]) -> Result<()> {
        let provider = object(&self.stage.provider);
        self.table(&self.stage.provider.clone(), format!("SHOW EXTENDED SERVICES IN {provider}"), |one| {
            compare::services(&one.answer, plans)
        })
    }

    fn service(&mut self, plan: &ServicePlan) -> Result<()> {
        self.figures.services += 1;
        let id = format!("{}.{}", self.stage.provider, plan.name());
        let place = self.place(&[plan.name().as_str()]);
        self.table(&id, format!("SHOW EXTENDED RESOURCES IN {place}"), |one| {
            compare::resources(&one.answer, plan)
        })?;
        for resource in &plan.resources {
            let id = format!("{id}.{}", resource.name);
            self.tables(&id, &self.place(&[plan.name().as_str(), &resource.name]), resource)?;
            self.examples(&id, plan.name().as_str(), resource)?;
        }
        Ok(())
    }

    /// The tables of a resource.
    fn tables(&mut self, id: &str, place: &str, resource: &ResourcePlan) -> Result<()> {
        self.figures.resources += 1;
        self.figures.methods += resource.methods.len();
        self.figures.columns += resource.columns.len();
        self.table(id, format!("SHOW EXTENDED METHODS IN {place}"), |one| {
            compare::methods(&one.answer, &resource.methods)
        })?;
        if resource.is_selectable() {
            self.table(id, format!("DESCRIBE EXTENDED {place}"), |one| {
                compare::columns(&one.answer, &resource.columns)
            })?;
        }
        if resource.is_insertable() {
            self.table(id, format!("SHOW INSERT INTO {place}"), |one| compare::insert(&one.answer))?;
        }
        Ok(())
    }

    fn examples(&mut self, id: &str, service: &str, resource: &ResourcePlan) -> Result<()> {
        for example in &resource.examples {
            let one = self.stage.ask_for(&example.sql, Some((service, example.operation)))?;
            let findings = compare::example(example, &one.answer, &one.requests, self.stage.answers);
            let figures = self.figures.examples.entry(example.verb.as_str()).or_default();
            figures.run += 1;
            figures.clean += usize::from(findings.is_empty());
            let difference = Difference {
                id: id.to_string(),
                method: Some(example.method.clone()),
                variant: example.variant,
                ..difference(findings, example.sql.clone(), one)
            };
            self.add(difference);
        }
        Ok(())
    }

    /// Asks for a table, and notes what differs.
    fn table(&mut self, id: &str, statement: String, compare: impl Fn(&One) -> Vec<Finding>) -> Result<()> {
        let one = self.stage.ask(&statement)?;
        let findings = compare(&one);
        self.figures.table_differences += usize::from(!findings.is_empty());
        let difference = Difference { id: id.to_string(), ..difference(findings, statement, one) };
        self.add(difference);
        Ok(())
    }

    /// Adds a difference, if it is one.
    fn add(&mut self, difference: Difference) {
        if !difference.findings.is_empty() {
            self.differences.push(difference);
        }
    }

    /// A name in a statement: the provider's, and those of `parts`.
    fn place(&self, parts: &[&str]) -> String {
        let parts = std::iter::once(self.stage.provider.as_str()).chain(parts.iter().copied());
        parts.map(object).collect::<Vec<_>>().join(".")
    }
}

fn difference(findings: Vec<Finding>, statement: String, one: One) -> Difference {
    let mut requests = one.requests;
    requests.truncate(MAX_REQUESTS);
    Difference { id: String::new(), method: None, variant: None, findings, statement, requests }
}
