//! `--from`: saved answers instead of the service.

use std::path::Path;

use super::arrange::Gathered;
use super::delivery::Delivery;
use super::names::name_of;
use super::source::Source;
use crate::engine::saved::{SavedPage, replay};
use crate::engine::{Ended, Walked};
use crate::model::{Invocation, Verdict};
use crate::query::filter::NamePattern;
use crate::report;

/// Hands on the rows of saved answers.
pub(super) fn rows(source: &mut Source<'_>, delivery: &mut Delivery<'_>) -> Walked {
    // A run that is compared with another one is looked for in them again.
    let again = source
        .request
        .wanted
        .diff
        .is_some()
        .then(|| source.saved.clone());
    let pages = std::mem::replace(&mut source.saved, again.unwrap_or_default());
    let query = &source.query;
    if let Some(file) = &source.request.from {
        warn(&pages, file, source);
    }
    let asked = query.command_name.as_ref().and_then(NamePattern::whole);
    let records = pages.iter().flat_map(|page| &page.invocations);
    let names = asked.map(|_| records.filter_map(name_of).collect());
    let is_sorted = query.sort.is_some();
    let mut gathered = Gathered::default();
    let replayed = replay(pages, query, |step| {
        if is_sorted && gathered.take(&step) {
            return Ok(());
        }
        delivery.step(&step)
    });
    let mut walked = replayed.unwrap_or_else(|error| Walked {
        ended: Ended::Output(error),
        ..Walked::default()
    });
    if is_sorted && matches!(walked.ended, Ended::Done) {
        gathered.hand_on(query, &mut walked, delivery);
    }
    walked.names = names.unwrap_or_default();
    walked
}

fn warn(pages: &[SavedPage], file: &Path, source: &Source<'_>) {
    if source.query.include_output && lacks_output(pages) {
        source.ui.warning(&report::saved_without_output(file));
    }
    if pages.iter().any(|page| page.older_runs) {
        source.ui.warning(&report::older_runs(file));
    }
}

/// Whether no saved instance has the output that was asked for.
fn lacks_output(pages: &[SavedPage]) -> bool {
    let records = pages.iter().flat_map(|page| &page.invocations);
    let mut ended = records
        .flat_map(Invocation::instances)
        .filter(|instance| instance.verdict() != Verdict::Pending)
        .peekable();
    ended.peek().is_some() && ended.all(|instance| instance.record().raw("Output").is_none())
}
