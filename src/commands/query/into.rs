//! `--into`: keeps what the service has, or what was saved elsewhere, in an archive, and says what was kept.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use futures_util::{StreamExt as _, stream};
use jiff::Timestamp;
use serde_json::json;

use super::source::Source;
use super::verdict::signalled;
use super::{forms, warnings};
use crate::archive::{self, KeptCounts, RootError, RowOrder, Sync, Synced, replay, take_in};
use crate::engine::{PlacedTarget, Step};
use crate::model::{Origin, Row};
use crate::query::{Form, Query};
use crate::report::{self, Report};
use crate::vocabulary::Exit;

/// So many regions are synced at once. The records of each are held until they are written.
const AT_ONCE: usize = 4;

/// A region of an account, and what is asked there.
struct SyncTarget {
    account: String,
    origin: Arc<Origin>,
    jobs: Vec<PlacedTarget>,
}

/// A region, and a time of which it is not known what ran.
struct Gap {
    account: String,
    region: String,
    from: Timestamp,
    to: Timestamp,
}

/// What came of all regions.
#[derive(Default)]
struct Kept {
    counts: KeptCounts,
    gaps: Vec<Gap>,
    all: Synced,
    exit: Option<Exit>,
}

/// Keeps the records, and prints how many.
///
/// # Errors
///
/// A directory that is no archive, or cannot be one.
pub(super) async fn run(source: &mut Source<'_>, root: &Path) -> Result<Exit, Report> {
    let disk = source.host.disk.clone();
    archive::prepare(&disk, root).map_err(|error| match error {
        RootError::Not(why) => report::no_archive(root, &why),
        RootError::Io(error) => report::unkept(root, &error),
    })?;
    let opened = std::mem::take(&mut source.saved);
    let sync = Sync {
        root,
        query: &source.query,
        with_output: source.request.query.include_output,
        with_names: source.request.shows_hosts(),
        at_once: source.request.settings.jobs,
        started: source.started,
        disk: &disk,
        random: &source.host.random,
        options: forms::options(source),
    };
    let mut kept = Kept::default();
    if source.request.reads_saved() {
        let mut rows: Vec<Row> = Vec::new();
        let query = Query {
            include_output: true,
            ..source.query.clone()
        };
        let replayed = replay(opened, &query, RowOrder::Any, |step| {
            if let Step::Row(row) = step {
                rows.push(row.clone());
            }
            Ok(())
        });
        let mut synced = take_in(&sync, rows);
        if let Ok(replayed) = replayed {
            synced.damage.extend(replayed.damage);
        }
        kept.add("", "", synced);
    } else {
        from_service(source, &sync, &mut kept).await?;
    }
    Ok(conclude(source, root, kept))
}

async fn from_service(source: &Source<'_>, sync: &Sync<'_>, kept: &mut Kept) -> Result<(), Report> {
    let regions = regions(source, kept).await?;
    let mut progress = source.ui.progress("synced");
    if regions.len() > 1 {
        progress.set_length(regions.len());
    }
    let work = regions.into_iter().map(|region| async move {
        let synced = sync.region(&region.account, region.jobs).await;
        (region.account, region.origin, synced)
    });
    let mut work = stream::iter(work).buffer_unordered(AT_ONCE);
    let mut interrupt = (source.host.interrupt)();
    loop {
        tokio::select! {
            done = work.next() => {
                let Some((account, origin, synced)) = done else { break };
                kept.add(&account, &origin.region, synced);
                progress.advance();
            }
            signal = &mut interrupt => {
                kept.exit = Some(signalled(signal));
                break;
            }
        }
    }
    progress.clear();
    Ok(())
}

/// Every region of every account that says who it is; an error only when none does.
async fn regions(source: &Source<'_>, kept: &mut Kept) -> Result<Vec<SyncTarget>, Report> {
    let mut regions: Vec<SyncTarget> = Vec::new();
    let mut failed = None;
    for (id, profile) in source.account_ids().await {
        let account = match id {
            Ok(account) => account,
            Err(report) => {
                if let Some(before) = failed.replace(report) {
                    Report::tell(&before, source.ui);
                }
                continue;
            }
        };
        for place in source
            .places
            .iter()
            .filter(|it| it.origin.profile == profile)
        {
            let jobs = source.jobs.iter();
            let own = jobs.filter(|job| Arc::ptr_eq(&job.place.origin, &place.origin));
            regions.push(SyncTarget {
                account: account.clone(),
                origin: Arc::clone(&place.origin),
                jobs: own.cloned().collect(),
            });
        }
    }
    if let Some(report) = failed {
        if regions.is_empty() {
            return Err(report);
        }
        report.tell(source.ui);
        kept.exit = Some(Exit::Partly);
    }
    Ok(regions)
}

impl Kept {
    fn add(&mut self, account: &str, region: &str, synced: Synced) {
        self.counts.add(synced.counts);
        self.gaps.extend(synced.gap.map(|(from, to)| Gap {
            account: account.to_owned(),
            region: region.to_owned(),
            from,
            to,
        }));
        let all = &mut self.all;
        all.gone.extend(synced.gone);
        all.damage.extend(synced.damage);
        all.failed = all.failed.take().or(synced.failed);
        all.unnamed = all.unnamed.take().or(synced.unnamed);
        let walked = synced.walked;
        all.walked.targets += 1;
        all.walked.answered += walked.answered.min(1);
        all.walked.anomalies.add(walked.anomalies);
        all.walked.failures.extend(walked.failures);
    }
}

/// Says what was kept, and what was not.
fn conclude(source: &Source<'_>, root: &Path, mut kept: Kept) -> Exit {
    let ui = source.ui;
    let text = if source.request.wanted.form == Form::Json {
        object(root, &kept)
    } else {
        line(root, &kept.counts)
    };
    let mut exit = report::print(text.as_bytes(), ui);
    warnings::of_answers(&kept.all.walked.anomalies, ui);
    for report in source.reports(kept.all.unnamed.as_slice(), 1) {
        ui.warning(&report::unnamed(&report));
    }
    for gap in &kept.gaps {
        ui.warning(&format!(
            "{}: what ran between {} and {} may be missing: the service had dropped it before it was seen",
            gap.region, gap.from, gap.to
        ));
    }
    if let Some(first) = kept.all.gone.first() {
        let more = match kept.all.gone.len() {
            1 => String::new(),
            several => format!(" and {} more", several - 1),
        };
        ui.warning(&format!(
            "{first}{more} had not ended when last seen, and the service has it no longer: it stays as it was"
        ));
    }
    // Nobody goes on with a page: the next sync does.
    for failure in &mut kept.all.walked.failures {
        failure.resume = None;
    }
    let walked = &kept.all.walked;
    for report in source.reports(&walked.failures, walked.targets) {
        report.tell(ui);
        let whole = walked.targets == 1 || walked.answered == 0;
        exit = exit.or_worse(if whole { report.exit } else { Exit::Partly });
    }
    if source.unlisted > 0 {
        exit = exit.or_worse(Exit::Partly);
    }
    if let Some(report) = report::damaged(&kept.all.damage) {
        report.tell(ui);
        exit = exit.or_worse(report.exit);
    }
    if let Some(error) = &kept.all.failed {
        let report = report::unkept(root, error);
        report.tell(ui);
        exit = exit.or_worse(report.exit);
    }
    exit.or_worse(kept.exit.unwrap_or(Exit::Success))
}

/// `runs/: 214 new, 12 ended, 3 still running, 1,204 outputs (31 MB)`
fn line(root: &Path, counts: &KeptCounts) -> String {
    let mut line = format!("{}: {} new", root.display(), grouped(counts.new));
    for (count, word) in [
        (counts.ended, "ended"),
        (counts.changed, "changed"),
        (counts.running, "still running"),
    ] {
        if count > 0 {
            let _ = write!(line, ", {} {word}", grouped(count));
        }
    }
    if counts.outputs > 0 {
        let word = if counts.outputs == 1 {
            "output"
        } else {
            "outputs"
        };
        let (count, size) = (grouped(counts.outputs), size(counts.output_bytes));
        let _ = write!(line, ", {count} {word} ({size})");
    }
    line + "\n"
}

fn object(root: &Path, kept: &Kept) -> String {
    let counts = &kept.counts;
    let gap = |gap: &Gap| json!({"Account": gap.account, "Region": gap.region, "From": gap.from.to_string(), "To": gap.to.to_string()});
    let object = json!({
        "Archive": root.display().to_string(),
        "New": counts.new,
        "Ended": counts.ended,
        "Changed": counts.changed,
        "Running": counts.running,
        "Outputs": counts.outputs,
        "OutputBytes": counts.output_bytes,
        "Gaps": kept.gaps.iter().map(gap).collect::<Vec<_>>(),
    });
    format!("{object}\n")
}

/// A number with commas: `1,204`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A length in bytes for eyes: `31 MB`.
fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_told_in_a_line() {
        let counts = KeptCounts {
            new: 1_234_567,
            running: 3,
            outputs: 1204,
            output_bytes: 31_000_000,
            ..KeptCounts::default()
        };
        let expected = "runs/: 1,234,567 new, 3 still running, 1,204 outputs (31 MB)\n";
        assert_eq!(line(Path::new("runs/"), &counts), expected);
        assert_eq!(line(Path::new("x"), &KeptCounts::default()), "x: 0 new\n");
    }
}
