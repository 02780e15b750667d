//! `--from`: saved answers instead of the service.

use std::collections::BTreeSet;
use std::io::{self, Read as _};
use std::path::Path;

use super::conclude::{endless, looks_closely, nothing, remarked, standing};
use super::delivery::Delivery;
use super::verdict::Judged;
use super::{Prepared, forms, names, warnings};
use crate::cli::QueryArgs;
use crate::engine::saved::{Replayed, SavedPage, origin, read, replay};
use crate::host::Host;
use crate::model::{Encoding, Invocation, Verdict};
use crate::query::filter::NamePattern;
use crate::report::{self, Report, unwritten};
use crate::ui::Ui;
use crate::vocabulary::Exit;

/// Runs the query over a file, or over standard input for `-`.
pub(super) fn run(
    file: &Path,
    args: &QueryArgs,
    prepared: Prepared,
    host: &mut Host,
    ui: &Ui,
) -> Result<Exit, Report> {
    let Prepared {
        query,
        wanted,
        settings,
        program,
        ..
    } = prepared;
    let pages = load(file, &query, host)?;
    let mut options = forms::options(args, &settings, host);
    let records = pages.iter().flat_map(|page| &page.invocations);
    forms::tell_places(&mut options, records.map(origin));
    let renderer = forms::renderer(&query, &wanted, options, query.include_output, program, ui)?;
    if query.include_output && without_output(&pages) {
        ui.warning(&report::saved_without_output(file));
    }
    if pages.iter().any(|page| page.older_runs) {
        ui.warning(&report::older_runs(file));
    }
    let typed = query.command_name.as_ref().and_then(NamePattern::whole);
    let records = pages.iter().flat_map(|page| &page.invocations);
    let names: BTreeSet<String> = typed.map_or_else(BTreeSet::new, |_| {
        records.filter_map(names::name_of).collect()
    });
    let mut delivery = Delivery::sorting(renderer, &query, ui);
    let replayed = match replay(pages, &query, |step| delivery.step(&step)) {
        Ok(replayed) => replayed,
        Err(error) => return Ok(unwritten(&error, ui)),
    };
    let Replayed {
        mut tally,
        missing,
        anomalies,
        parts,
    } = replayed;
    let end = match delivery.end(true) {
        Ok(end) => end,
        Err(error) => return Ok(unwritten(&error, ui)),
    };
    tally = end.tally.unwrap_or(tally);
    let said = !missing.is_empty() || (wanted.judge.is_some() && tally.matched == 0);
    let mut exit = remarked(&end.remarks, said, ui);
    warnings::of_answers(&anomalies, ui);
    standing(&tally, looks_closely(&query, wanted.judge), ui);
    endless(&tally, &wanted, ui);
    if parts > 0 {
        ui.warning(&report::saved_in_part(file));
    }
    if !missing.is_empty() {
        let report = report::not_saved(&missing, file);
        report.tell(ui);
        exit = exit.or_worse(report.exit);
    }
    let judged = Judged {
        is_part: parts > 0 || anomalies.untimed > 0,
        nothing: missing
            .is_empty()
            .then(|| nothing(&tally, &query, report::nothing_saved_to_judge)),
        query: &query,
        wanted: &wanted,
        tally: &tally,
    };
    let judged = judged.exit(ui);
    let unknown = typed.filter(|_| tally.matched == 0 && !names.is_empty());
    if let Some(note) = unknown.and_then(|typed| names::note(typed, &names)) {
        ui.note(&note);
    }
    Ok(exit.or_worse(judged))
}

fn load(
    file: &Path,
    query: &crate::query::Query,
    host: &mut Host,
) -> Result<Vec<SavedPage>, Report> {
    let bytes =
        bytes(file, host).map_err(|error| report::unreadable_file(file, &error.to_string()))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| report::unreadable_file(file, "it is not UTF-8 text"))?;
    let encoding = if query.plain_text {
        Encoding::PlainText
    } else {
        Encoding::Base64
    };
    read(&text, encoding, query.history)
        .map_err(|error| report::unreadable_file(file, &error.to_string()))
}

/// Whether the answers were asked for without output, so that nothing is known of what was printed.
fn without_output(pages: &[SavedPage]) -> bool {
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
