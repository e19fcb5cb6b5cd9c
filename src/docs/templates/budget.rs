//! The budget of a page: what its rendering may cost, and what it has cost so far.
//!
//! In: calls of rewritten templates during rendering. Out: an error as soon as a [`PageBound`] is exceeded. One
//! thread renders a page from beginning to end, and Tera hands no data of the caller to filters, so the rest
//! of the budget is kept in the thread. No clock is involved: a page is refused on every machine or on none.

use std::cell::Cell;
use std::io::{self, Write};

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

/// Prefix of the filters and functions that rewritten templates call.
pub(super) const PREFIX: &str = "budget_";

/// Function called at the start of a template.
pub(super) const ENTER: &str = "budget_enter";

/// Filter around the value that a loop goes over.
pub(super) const LOOP: &str = "budget_loop";

/// Filter around the value that a variable is set to.
pub(super) const KEEP: &str = "budget_keep";

/// Tera's filters. Templates can't use any other filter.
const FILTERS: [&str; 37] = [
    "abs",
    "capitalize",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "keys",
    "last",
    "length",
    "lower",
    "newlines_to_br",
    "nth",
    "pairs",
    "pluralize",
    "replace",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
];

/// Largest page, in bytes.
const MAX_PAGE: usize = 64 << 20;

/// Largest value that a template makes, in bytes.
const MAX_VALUE: u64 = 4 << 20;

/// Deepest nesting of such a value.
const MAX_DEPTH: usize = 32;

/// Most steps for a page. A step is a byte of a tag that is executed, or of a value that is made.
const MAX_STEPS: u64 = 1 << 25;

/// Steps for each execution of a piece, whatever its content.
const TURN: u64 = 64;

/// Bytes of a page's data that are compared in about the time of one step.
const BYTES_A_STEP: u64 = 512;

/// A bound that a page exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::docs) enum PageBound {
    /// The size of the page.
    Page,
    /// The steps of the page.
    Steps,
    /// The size or the depth of a value.
    Value,
}

impl PageBound {
    /// The problem, for a message.
    pub(in crate::docs) fn message(self) -> String {
        match self {
            Self::Page => format!("the page would be larger than {} MiB", MAX_PAGE >> 20),
            Self::Steps => "the page takes more steps than a page may".into(),
            Self::Value => format!(
                "a value would be larger than {} MiB, or nested deeper than {MAX_DEPTH}",
                MAX_VALUE >> 20
            ),
        }
    }

    /// The way out, for a message.
    pub(in crate::docs) const fn help(self) -> &'static str {
        match self {
            Self::Page => "loops within loops multiply what is in them: print less of it",
            Self::Steps => "loops within loops, and includes in them, multiply: go over less",
            Self::Value => {
                "print the parts where they are needed, one after the other, instead of putting them together"
            }
        }
    }
}

/// The rest of a page's budget.
#[derive(Debug, Clone, Copy, Default)]
struct Budget {
    steps: u64,
    /// The steps that an operator costs.
    operator: u64,
    beyond: Option<PageBound>,
}

thread_local! {
    static BUDGET: Cell<Budget> = const { Cell::new(Budget { steps: 0, operator: 1, beyond: None }) };
}

/// Renders a page from data of `size` bytes; also returns the bound that it exceeded, if any.
pub(super) fn within(
    size: u64,
    render: impl FnOnce(&mut GrowingPage) -> TeraResult<()>,
) -> (TeraResult<String>, Option<PageBound>) {
    BUDGET.set(Budget { steps: MAX_STEPS, operator: 1 + size / BYTES_A_STEP, beyond: None });
    let mut page = GrowingPage(Vec::new());
    let result = render(&mut page).and_then(|()| Ok(String::from_utf8(page.0)?));
    (result, BUDGET.get().beyond)
}

/// A page that is being written.
pub(super) struct GrowingPage(Vec<u8>);

impl Write for GrowingPage {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_PAGE {
            return Err(io::Error::other(beyond(PageBound::Page).to_string()));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The error that ends a page.
fn beyond(bound: PageBound) -> Error {
    BUDGET.set(Budget { beyond: Some(bound), ..BUDGET.get() });
    Error::message(bound.message())
}

fn spend(steps: u64) -> TeraResult<()> {
    let budget = BUDGET.get();
    match budget.steps.checked_sub(steps) {
        Some(steps) => {
            BUDGET.set(Budget { steps, ..budget });
            Ok(())
        }
        None => Err(beyond(PageBound::Steps)),
    }
}

/// Spends the cost of executing a piece of a template `times`.
fn spend_on_piece(times: u64, kwargs: &Kwargs) -> TeraResult<()> {
    let (bytes, operators) = (kwargs.must_get::<u64>("bytes")?, kwargs.must_get::<u64>("operators")?);
    let each = bytes.saturating_add(operators.saturating_mul(BUDGET.get().operator));
    spend(times.saturating_mul(each.saturating_add(TURN)))
}

/// Spends the cost of a value that a template made.
fn spend_on_value(value: &Value) -> TeraResult<()> {
    let size = size(value, MAX_DEPTH, MAX_VALUE).ok_or_else(|| beyond(PageBound::Value))?;
    spend(size)
}

/// The most iterations of a loop over the value.
fn length(value: &Value) -> u64 {
    let texts = value.as_str().map(str::len).or_else(|| value.as_bytes().map(<[u8]>::len));
    let lists = value.as_array().map(<[Value]>::len).or_else(|| value.as_map().map(tera::Map::len));
    texts.or(lists).unwrap_or_default() as u64
}

/// The approximate size of a value in bytes, written out; none if that is more than `most`, or the value is
/// nested too deeply.
fn size(value: &Value, depth: usize, most: u64) -> Option<u64> {
    let (mut sum, below) = (1 + value.as_str().map_or(8, str::len) as u64, depth.checked_sub(1)?);
    let mut add = |more: u64| {
        sum += more;
        (sum <= most).then_some(sum)
    };
    add(0)?;
    for item in value.as_array().into_iter().flatten() {
        let left = most - add(0)?;
        add(size(item, below, left)?)?;
    }
    for (key, item) in value.as_map().into_iter().flatten() {
        let left = most - add(key.as_str().map_or(8, str::len) as u64)?;
        add(size(item, below, left)?)?;
    }
    add(0)
}

/// The approximate size of a page's data in bytes.
pub(super) fn size_of(data: &Value) -> u64 {
    size(data, usize::MAX, u64::MAX).unwrap_or(u64::MAX)
}

/// How many times larger than its input the result of a filter may be, and more.
fn growth(filter: &str, kwargs: &Kwargs) -> TeraResult<u64> {
    let text = |name: &str| -> TeraResult<u64> { Ok(kwargs.get::<&str>(name)?.map_or(0, str::len) as u64) };
    Ok(match filter {
        "replace" => text("to")?,
        "join" => text("sep")?,
        "indent" => kwargs.get::<u64>("width")?.unwrap_or(4).min(1000) * 4,
        "escape" | "escape_html" | "escape_xml" => 6,
        "newlines_to_br" => 4,
        "upper" | "lower" | "title" | "capitalize" => 3,
        // The result's length is in items, each of which is a value.
        "split" => 48,
        _ => 1,
    })
}

/// Spends the cost of a filter before its result is known.
fn spend_on_filter(filter: &str, value: &Value, kwargs: &Kwargs) -> TeraResult<()> {
    let length = match filter {
        "join" | "str" => size(value, MAX_DEPTH, MAX_VALUE).ok_or_else(|| beyond(PageBound::Value))?,
        _ => length(value),
    };
    let is_made = !matches!(filter, "length" | "first" | "last" | "nth" | "get" | "default" | "wordcount");
    if is_made && (length + 1).saturating_mul(growth(filter, kwargs)? + 1) > MAX_VALUE * 16 {
        return Err(beyond(PageBound::Value));
    }
    spend(match filter {
        "unique" => length.saturating_mul(length),
        "sort" => length.saturating_mul(16),
        _ => 1 + length,
    })
}

/// Registers the filters and functions that rewritten templates call.
pub(super) fn register(tera: &mut Tera) {
    tera.register_function(ENTER, |kwargs: Kwargs, _: &State<'_>| -> TeraResult<&'static str> {
        spend_on_piece(1, &kwargs)?;
        Ok("")
    });
    tera.register_filter(LOOP, |value: Value, kwargs: Kwargs, _: &State<'_>| -> TeraResult<Value> {
        spend_on_piece(1 + length(&value), &kwargs)?;
        Ok(value)
    });
    tera.register_filter(KEEP, |value: Value, _: Kwargs, _: &State<'_>| -> TeraResult<Value> {
        spend_on_value(&value)?;
        Ok(value)
    });
    tera.register_function("range", range);
    for name in FILTERS {
        let counted = move |value: Value, kwargs: Kwargs, state: &State<'_>| -> TeraResult<Value> {
            spend_on_filter(name, &value, &kwargs)?;
            let result = state.call_filter(name, &value, kwargs)?;
            if result.is_string() {
                spend_on_value(&result)?;
            }
            Ok(result)
        };
        tera.register_filter(format!("{PREFIX}{name}"), counted);
    }
}

/// Tera's `range`; each number costs a step.
fn range(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Vec<i128>> {
    let start = kwargs.get::<i128>("start")?.unwrap_or_default();
    let end = kwargs.must_get::<i128>("end")?;
    let step = kwargs.get::<i128>("step_by")?.unwrap_or(1);
    if step == 0 || step > 0 && start > end {
        return Err(Error::message("`range` goes nowhere: `step_by` leads from `start` away from `end`"));
    }
    let span = end.saturating_sub(start).unsigned_abs();
    let count = if step < 0 && start <= end { 0 } else { span.div_ceil(step.unsigned_abs()) };
    spend(u64::try_from(count).unwrap_or(u64::MAX).saturating_mul(16))?;
    Ok((0..count).map(|n| start + i128::try_from(n).unwrap_or_default() * step).collect())
}
