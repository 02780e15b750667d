//! Reports: the result of a query as a file for a CI system, a merge request or a browser. Each kind is made of the same rows,
//! of which no more is kept than reports show.
//!
//! ```text
//! gather  the rows; reported: an invocation and an instance as they are shown; outputs: what was printed
//! facts   what there is to know of the query, and how all of it stands in a sentence
//! junit, md, html  a kind each
//! ```

mod facts;
mod gather;
mod html;
mod junit;
mod md;
mod outputs;
mod reported;

pub use facts::{ReportFacts, ReportMessage};
pub use gather::ReportRows;

use crate::query::ReportKind;

/// A report as text.
#[must_use]
pub fn write(kind: ReportKind, rows: &ReportRows, facts: &ReportFacts) -> String {
    match kind {
        ReportKind::Junit => junit::write(rows, facts),
        ReportKind::Md => md::write(rows, facts),
        ReportKind::Html => html::write(rows, facts),
    }
}
