//! A progress bar for a long run: one line on a terminal, which is removed at the end.
//!
//! The bar appears only after a moment, so that a short run doesn't flicker, and never in a pipe or a file.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::terminal::Terminal;
use crate::cli::common::EventFormat;
use crate::diagnostic::printable;
use crate::text::counted;
use crate::threads;

/// How long a run goes on before the bar appears.
const PATIENCE: Duration = Duration::from_millis(200);

/// How many of the names in progress the bar shows.
const SHOWN: usize = 3;

/// A bar with how many items are done, which are in progress, and how many warnings there were.
pub(super) struct Bar {
    bar: ProgressBar,
    start: Instant,
    state: Mutex<State>,
}

/// The state that the bar shows.
#[derive(Debug, Default)]
struct State {
    current: Vec<String>,
    warnings: usize,
    is_drawn: bool,
}

impl Bar {
    /// A bar for `total` items, for example `services`; it is hidden where nobody would see it, or where a
    /// program reads the output. The run began at `start`.
    pub(super) fn new(
        total: usize,
        what: &str,
        format: EventFormat,
        terminal: &Terminal,
        start: Instant,
    ) -> Self {
        let is_seen =
            terminal.is_watched() && !terminal.is_quiet() && format == EventFormat::Text && total > 1;
        let bar = ProgressBar::with_draw_target(
            u64::try_from(total).ok(),
            if is_seen { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() },
        );
        let template = format!("{{bar:24}} {{pos}}/{{len}} {what}   {{wide_msg}}");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style.progress_chars("━╸─"));
        }
        Self { bar, start, state: Mutex::default() }
    }

    /// Work on `name` begins.
    pub(super) fn begin(&self, name: &str) {
        self.update(|state| state.current.push(name.to_string()));
    }

    /// Work on `name` is done, with so many warnings.
    pub(super) fn end(&self, name: &str, warnings: usize) {
        self.bar.inc(1);
        self.update(|state| {
            if let Some(index) = state.current.iter().position(|current| current == name) {
                state.current.remove(index);
            }
            state.warnings += warnings;
        });
    }

    /// Removes the bar.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// Prints a line above the bar.
    pub(super) fn above(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }

    fn update(&self, change: impl FnOnce(&mut State)) {
        let mut state = threads::lock(&self.state);
        change(&mut state);
        if self.bar.is_hidden() || (!state.is_drawn && self.start.elapsed() < PATIENCE) {
            return;
        }
        state.is_drawn = true;
        self.bar.set_message(message(&state));
    }
}

/// The bar's text: `compute, dataproc, …   12 warnings`.
fn message(state: &State) -> String {
    let mut names: Vec<String> = state.current.iter().take(SHOWN).map(|name| printable(name)).collect();
    if state.current.len() > SHOWN {
        names.push("…".into());
    }
    let mut text = names.join(", ");
    if state.warnings > 0 {
        text = format!("{}   {text}", counted(state.warnings, "warning"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_fits_and_is_plain() {
        let names = ["a\u{1b}[31m", "b", "c", "d"].map(String::from).to_vec();
        let state = State { current: names, warnings: 1, is_drawn: true };
        assert_eq!(message(&state), "1 warning   a [31m, b, c, …");
    }
}
