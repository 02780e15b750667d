//! `--from`: saved answers instead of the service.

use std::io::{self, Read as _};
use std::path::Path;

use super::arrange::Gathered;
use super::delivery::Delivery;
use super::names::name_of;
use super::source::Source;
use crate::engine::saved::{SavedPage, read, replay};
use crate::engine::{Ended, Walked};
use crate::host::Host;
use crate::model::{Encoding, Invocation, Verdict};
use crate::query::Query;
use crate::query::filter::NamePattern;
use crate::report::{self, Report};

/// Reads the answers of a file, or of standard input.
pub(super) fn load(file: &Path, query: &Query, host: &mut Host) -> Result<Vec<SavedPage>, Report> {
    let unreadable = |why: &str| report::unreadable_file(file, why);
    let bytes = bytes(file, host).map_err(|error| unreadable(&error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8 text"))?;
    let encoding = if query.plain_text {
        Encoding::PlainText
    } else {
        Encoding::Base64
    };
    read(&text, encoding, query.history).map_err(|error| unreadable(&error.to_string()))
}

/// Hands on the rows of saved answers.
pub(super) fn rows(source: &mut Source<'_>, delivery: &mut Delivery<'_>) -> Walked {
    let (pages, query) = (std::mem::take(&mut source.saved), &source.query);
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

fn bytes(file: &Path, host: &mut Host) -> io::Result<Vec<u8>> {
    if file.as_os_str() != "-" {
        return std::fs::read(file);
    }
    let mut bytes = Vec::new();
    host.stdin.read_to_end(&mut bytes)?;
    Ok(bytes)
}
