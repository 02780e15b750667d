//! Keeps what the service has of a region: what is new, what changed, and what had not ended. The archive is all that it
//! remembers: when the last sync was is in the names of files.

use std::collections::{BTreeMap, HashMap};
use std::future::pending;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};

use super::files::month;
use super::known::Known;
use super::merge::merge;
use super::names::{FileName, filter};
use super::read::Damages;
use super::write::{LineWriter, RecordFile};
use crate::engine::{Failure, Order, Place, PlacedTarget, Step, Walked, hosts, outputs, walk};
use crate::host::{Disk, Random};
use crate::model::{ArchiveNote, Origin, Row, Shown};
use crate::query::Query;
use crate::render::OutputOptions;

/// What was created so long before the last sync is looked at again: the service may show a run late.
const OVERLAP: SignedDuration = SignedDuration::from_hours(1);

/// The service keeps records for so long.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A sync that found nothing leaves a file without records after so long, so that it is known when the last one was.
const SILENCE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What a sync is to do, the same for every region.
pub struct Sync<'a> {
    /// The archive.
    pub root: &'a Path,
    /// What is listed, without outputs.
    pub query: &'a Query,
    /// Outputs are asked for, each once, when its run has ended.
    pub with_output: bool,
    /// Names of instances are asked for, and kept beside them.
    pub with_names: bool,
    /// How many requests may be under way.
    pub at_once: usize,
    /// When the sync began.
    pub started: Timestamp,
    /// Where it is written.
    pub disk: &'a Disk,
    /// Makes names of files differ.
    pub random: &'a Random,
    /// How records are written as JSON.
    pub options: OutputOptions,
}

/// How much was kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeptCounts {
    /// Invocations that were not there.
    pub new: usize,
    /// Invocations that had not ended when they were last seen.
    pub ended: usize,
    /// Others of which the service says something else now.
    pub changed: usize,
    /// Invocations that have not ended, but for tasks that do not end by themselves.
    pub running: usize,
    /// Instances whose outputs were kept.
    pub outputs: usize,
    /// How long those are, in bytes.
    pub output_bytes: u64,
}

impl KeptCounts {
    /// Adds those of another region.
    pub fn add(&mut self, other: Self) {
        self.new += other.new;
        self.ended += other.ended;
        self.changed += other.changed;
        self.running += other.running;
        self.outputs += other.outputs;
        self.output_bytes += other.output_bytes;
    }
}

/// What came of a region.
#[derive(Default)]
pub struct Synced {
    /// What was kept.
    pub counts: KeptCounts,
    /// As of any other walk.
    pub walked: Walked,
    /// The service had dropped records of this time that were never seen.
    pub gap: Option<(Timestamp, Timestamp)>,
    /// Runs that had not ended, and that the service has forgotten.
    pub gone: Vec<String>,
    /// Why instances stay without names.
    pub unnamed: Option<Failure>,
    /// What of the archive could not be read.
    pub damage: Damages,
    /// Why not everything could be kept.
    pub failed: Option<io::Error>,
}

/// Why a record is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    New,
    Ended,
    Changed,
    /// For its outputs alone.
    Outputs,
    Gone,
}

/// A region that is being synced.
struct RegionSync<'s> {
    sync: &'s Sync<'s>,
    account: &'s str,
    place: Place,
    known: Known,
    lines: LineWriter,
    filter: Option<String>,
    /// When everything was last seen.
    mark: Option<Timestamp>,
    /// What was listed, by its ID.
    listed: HashMap<String, Row>,
    to_keep: BTreeMap<String, (Row, Why)>,
    synced: Synced,
}

impl Sync<'_> {
    /// Syncs a region of an account. What was kept before an error stays kept.
    pub async fn region(&self, account: &str, jobs: Vec<PlacedTarget>) -> Synced {
        let Some(place) = jobs.first().map(|job| job.place.clone()) else {
            return Synced::default();
        };
        let known = Known::new(self.root, account, &place.origin.region, self.with_output);
        let mut region = RegionSync {
            sync: self,
            account,
            place,
            known,
            lines: LineWriter::new(self.options.clone()),
            filter: filter(self.query),
            mark: None,
            listed: HashMap::new(),
            to_keep: BTreeMap::new(),
            synced: Synced::default(),
        };
        if let Err(error) = region.run(jobs).await {
            region.synced.failed = Some(error);
        }
        let known = region.known.all();
        let running = known.filter(|it| !it.has_ended && !it.is_endless() && !it.is_gone());
        region.synced.counts.running = running.count();
        region.synced.damage.extend(region.known.damage);
        region.synced
    }
}

impl RegionSync<'_> {
    async fn run(&mut self, jobs: Vec<PlacedTarget>) -> io::Result<()> {
        let now = self.sync.started;
        let names = self.known.files()?;
        let names = names.iter().flat_map(|(_, names)| names);
        let marks =
            names.filter(|it| it.is_mark_for(self.filter.as_deref(), self.sync.with_output));
        self.mark = marks.map(|mark| mark.at).max();
        for age in [SignedDuration::ZERO, KEPT / 2, KEPT] {
            self.known.load(Some(now - age), &mut self.lines)?;
        }
        self.list(jobs).await?;
        self.ask_again().await?;
        self.fetch_outputs().await;
        self.learn_names().await;
        self.write()?;
        for (directory, names) in self.known.files()? {
            let machine = (self.sync.disk, self.sync.random);
            merge(&directory, &names, machine, &mut self.lines)?;
        }
        Ok(())
    }

    /// Until when everything of a filter was seen. What a filter selects by status may have changed long after it was created.
    fn since(&self) -> Option<Timestamp> {
        let query = self.sync.query;
        let by_state =
            !query.statuses.is_empty() || query.filters.active || query.filters.view.any();
        let own = query.filters.since;
        if by_state || query.names_invocations() {
            return own;
        }
        own.max(self.mark.map(|mark| mark - OVERLAP))
    }

    /// Lists what the service has: live scheduled tasks whenever they were created, everything else back to the mark.
    async fn list(&mut self, jobs: Vec<PlacedTarget>) -> io::Result<()> {
        let since = self.since();
        let walks = jobs.into_iter().map(|job| {
            let is_scheduled = job.target.timed == Some(true);
            let mut query = self.sync.query.clone();
            if !is_scheduled {
                query.filters.since = since;
            }
            async move {
                let mut rows = Vec::new();
                let mut seen = 0;
                let walked = walk(
                    vec![job],
                    &query,
                    Order::Strict,
                    Box::pin(pending()),
                    |step| {
                        match step {
                            Step::Row(row) => {
                                seen += 1;
                                rows.push(row.clone());
                            }
                            Step::Hidden(_) => seen += 1,
                            _ => {}
                        }
                        Ok(())
                    },
                );
                let walked = walked.await;
                (is_scheduled, walked, rows, seen)
            }
        });
        let (mut reached_back, mut oldest) = (false, None);
        for (is_scheduled, walked, rows, seen) in join_all(walks).await {
            reached_back |= !is_scheduled && walked.records > seen;
            self.take_walk(walked);
            for row in rows {
                let created = row.invocation().created();
                self.known.load(created, &mut self.lines)?;
                if !is_scheduled {
                    oldest = created.into_iter().chain(oldest).min();
                    reached_back |= self.known.get(&row.id()).is_some();
                }
                let row = whole(&row, &self.place);
                self.listed.insert(row.id(), row);
            }
        }
        if !reached_back && self.synced.walked.failures.is_empty() {
            self.synced.gap = self.gap(oldest);
        }
        if !self.names_instances() {
            for row in self.listed.values().cloned().collect::<Vec<Row>>() {
                self.consider(row);
            }
        }
        Ok(())
    }

    /// An answer beside an instance may hold that instance alone, and an archive keeps whole records.
    fn names_instances(&self) -> bool {
        let ids = &self.sync.query.ids;
        !(ids.instances.is_empty() && ids.pairs.is_empty() && ids.hosts.is_empty())
    }

    fn take_walk(&mut self, walked: Walked) {
        let all = &mut self.synced.walked;
        all.targets += 1;
        all.questions = 1;
        all.answered = all.answered.max(walked.answered);
        all.anomalies.add(walked.anomalies);
        // A region is told once that it does not answer, and whichever kind of tasks was asked for.
        if all.failures.is_empty() {
            all.failures = walked.failures;
        }
        if all.left_out.is_empty() {
            all.left_out = walked.left_out;
        }
    }

    /// What nobody will ever see: of what was seen before nothing is listed any longer, though it should be.
    fn gap(&self, oldest: Option<Timestamp>) -> Option<(Timestamp, Timestamp)> {
        let (now, mark) = (self.sync.started, self.mark?);
        let kept_since = now - KEPT;
        if self.filter.is_some() {
            return None;
        }
        if mark < kept_since {
            return Some((mark, oldest.unwrap_or(now).min(kept_since)));
        }
        let should_be_there =
            |created: Timestamp| created > kept_since + OVERLAP && created <= mark;
        let mut known = self.known.all().filter(|it| it.has_ended);
        let dropped = known.any(|it| it.created.is_some_and(should_be_there));
        dropped.then(|| (mark, oldest.unwrap_or(now)))
    }

    /// Asks for what had not ended and is not listed any longer, each by its ID.
    async fn ask_again(&mut self) -> io::Result<()> {
        let oldest = self.sync.started - KEPT;
        let open = self.known.all().filter(|it| !it.is_gone());
        let open = open.filter(|it| it.created.is_none_or(|created| created >= oldest));
        let open = open.filter_map(|it| it.open.as_ref());
        let unlisted = open.filter(|row| !self.listed.contains_key(&row.id()));
        let mut rows: Vec<Row> = unlisted.map(|row| whole(row, &self.place)).collect();
        if self.names_instances() {
            rows.extend(self.listed.values().cloned());
        }
        // The order in which they are asked for is the same each time.
        rows.sort_by_key(Row::id);
        let (answered, missing) = self.ask(rows, self.sync.with_output).await;
        for row in answered {
            self.known
                .load(row.invocation().created(), &mut self.lines)?;
            self.consider(row);
        }
        for id in missing {
            let open = self.known.get(&id).and_then(|known| known.open.clone());
            if let Some(row) = open {
                self.to_keep.insert(id, (row, Why::Gone));
            }
        }
        Ok(())
    }

    /// Asks for each row by its ID: the answers, and what was not found.
    async fn ask(&mut self, rows: Vec<Row>, with_output: bool) -> (Vec<Row>, Vec<String>) {
        if rows.is_empty() || !self.synced.walked.failures.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let mut answered = Vec::new();
        let places = std::slice::from_ref(&self.place);
        let form = (self.sync.query.encoding, with_output);
        let ask = outputs(
            rows,
            places,
            form,
            self.sync.at_once,
            Box::pin(pending()),
            |step| {
                if let Step::Row(row) = step {
                    answered.push(row.clone());
                }
                Ok(())
            },
        );
        let walked = ask.await;
        let all = &mut self.synced.walked;
        all.anomalies.add(walked.anomalies);
        all.failures.extend(walked.failures);
        (answered, walked.missing)
    }

    /// Whether a record is worth keeping: it is new, or says something else.
    fn consider(&mut self, row: Row) {
        let has_ended = row.has_ended();
        let why = match self.known.get(&row.id()) {
            None => Why::New,
            Some(known) if known.print == self.lines.print(&row) => {
                let lacks = self.sync.with_output && has_ended && !known.with_output;
                if !lacks {
                    return;
                }
                Why::Outputs
            }
            Some(known) if !known.has_ended && has_ended => Why::Ended,
            Some(_) => Why::Changed,
        };
        self.to_keep.insert(row.id(), (row, why));
    }

    /// Asks for the outputs of what has ended.
    async fn fetch_outputs(&mut self) {
        if !self.sync.with_output {
            return;
        }
        let rows = self.to_keep.values().filter(|(_, why)| *why != Why::Gone);
        let ended = rows.filter(|(row, _)| row.has_ended() && !has_any_output(row));
        let rows: Vec<Row> = ended.map(|(row, _)| row.clone()).collect();
        let (answered, _) = self.ask(rows, true).await;
        for row in answered {
            if let Some((known, _)) = self.to_keep.get_mut(&row.id()) {
                *known = row;
            }
        }
    }

    /// Asks for the names of instances whose records are to be kept. That one is not told is no reason not to keep its record.
    async fn learn_names(&mut self) {
        if !self.sync.with_names {
            return;
        }
        let rows = self.to_keep.values().filter(|(_, why)| *why != Why::Gone);
        let instances = rows.flat_map(|(row, _)| row.invocation().instances());
        let ids = instances.map(|instance| instance.id().into_owned());
        if let Err(error) = hosts::learn_all(&self.place, ids).await {
            self.synced.unnamed = Some(Failure {
                label: String::new(),
                origin: Arc::clone(&self.place.origin),
                error,
                resume: None,
            });
        }
    }

    /// Writes what is to be kept, the oldest month first. Only the last file says that the sync was whole: without it, the next
    /// one looks at everything again.
    fn write(&mut self) -> io::Result<()> {
        let is_whole = self.synced.walked.failures.is_empty();
        let mut months: BTreeMap<String, Vec<(Row, Why)>> = BTreeMap::new();
        for (row, why) in std::mem::take(&mut self.to_keep).into_values() {
            let month = month(row.invocation().created());
            months.entry(month).or_default().push((row, why));
        }
        let is_silent = self
            .mark
            .is_some_and(|mark| mark < self.sync.started - SILENCE);
        if months.is_empty() && is_whole && is_silent {
            months.insert(month(Some(self.sync.started)), Vec::new());
        }
        let last = months.keys().next_back().cloned();
        for (month, mut rows) in months {
            rows.sort_by_key(|(row, _)| std::cmp::Reverse(row.invocation().created()));
            let name = FileName {
                with_output: self.sync.with_output,
                is_part: !is_whole || Some(&month) != last.as_ref(),
                filter: self.filter.clone(),
                ..FileName::new(self.sync.started, self.sync.random)
            };
            let created = rows.first().map_or(Some(self.sync.started), |(row, _)| {
                row.invocation().created()
            });
            let directory = self.known.directory(created);
            self.write_file(&directory, &name, rows)?;
        }
        Ok(())
    }

    fn write_file(
        &mut self,
        directory: &Path,
        name: &FileName,
        rows: Vec<(Row, Why)>,
    ) -> io::Result<()> {
        let mut file = RecordFile::create(self.sync.disk, directory)?;
        let mut kept = Vec::with_capacity(rows.len());
        for (row, why) in rows {
            let row = self.seen(&row, why);
            file.add(self.lines.line(&row))?;
            kept.push((row, why));
        }
        file.keep(name)?;
        for (row, why) in kept {
            self.count(&row, why);
            self.known.keep(&row, &mut self.lines);
        }
        Ok(())
    }

    /// A record with when and by whom it was seen.
    fn seen(&self, row: &Row, why: Why) -> Row {
        let (invocation, own) = (row.invocation().clone(), row.origin());
        let before = own.seen.clone().filter(|_| why == Why::Gone);
        let seen = before.unwrap_or_else(|| ArchiveNote {
            account: self.account.to_owned(),
            at: self.sync.started,
            with_output: self.sync.with_output && row.has_ended() && has_any_output(row),
            is_gone: false,
        });
        let origin = Origin {
            seen: Some(ArchiveNote {
                is_gone: why == Why::Gone,
                ..seen
            }),
            ..(*self.place.origin).clone()
        };
        Row::new(invocation, Arc::new(origin), Shown::All, Shown::All)
    }

    fn count(&mut self, row: &Row, why: Why) {
        let counts = &mut self.synced.counts;
        match why {
            Why::New => counts.new += 1,
            Why::Ended => counts.ended += 1,
            Why::Changed => counts.changed += 1,
            Why::Outputs => {}
            Why::Gone => self.synced.gone.push(row.id()),
        }
        let is_with_output = |seen: &ArchiveNote| seen.with_output;
        if row.origin().seen.as_ref().is_some_and(is_with_output) {
            for output in row.instances().filter_map(crate::model::Instance::output) {
                counts.outputs += 1;
                counts.output_bytes += output.bytes().len() as u64;
            }
        }
    }
}

fn has_any_output(row: &Row) -> bool {
    row.instances()
        .any(|one| one.record().raw("Output").is_some())
}

/// The record as the place gives it, with every instance of it.
fn whole(row: &Row, place: &Place) -> Row {
    let origin = Arc::clone(&place.origin);
    Row::new(row.invocation().clone(), origin, Shown::All, Shown::All)
}

/// Takes records in that were saved elsewhere, as far as they are not there.
pub fn take_in(sync: &Sync<'_>, rows: Vec<Row>) -> Synced {
    let mut synced = Synced::default();
    let mut regions: BTreeMap<(String, String), Vec<Row>> = BTreeMap::new();
    for row in rows {
        let origin = row.origin();
        let account = origin.seen.as_ref().map(|seen| seen.account.clone());
        let account = account.filter(|account| !account.is_empty());
        let account = account
            .or_else(|| origin.profile.clone())
            .unwrap_or_default();
        let key = (account, origin.region.clone());
        regions.entry(key).or_default().push(row);
    }
    let mut lines = LineWriter::new(sync.options.clone());
    for ((account, region), rows) in regions {
        let mut known = Known::new(sync.root, &account, &region, true);
        let taken = take_in_region(sync, &mut known, rows, &mut lines, &mut synced.counts);
        synced.damage.extend(known.damage);
        if let Err(error) = taken {
            synced.failed = Some(error);
            break;
        }
    }
    synced
}

fn take_in_region(
    sync: &Sync<'_>,
    known: &mut Known,
    rows: Vec<Row>,
    lines: &mut LineWriter,
    counts: &mut KeptCounts,
) -> io::Result<()> {
    let mut months: BTreeMap<PathBuf, Vec<Row>> = BTreeMap::new();
    for row in rows {
        let created = row.invocation().created();
        known.load(created, lines)?;
        let print = lines.print(&row);
        let there = known.get(&row.id());
        if there.is_some_and(|there| !there.is_older_than(&row, print)) {
            continue;
        }
        months
            .entry(known.directory(created))
            .or_default()
            .push(row);
    }
    for (directory, mut rows) in months {
        rows.sort_by_key(|row| std::cmp::Reverse(row.invocation().created()));
        let mut file = RecordFile::create(sync.disk, &directory)?;
        for row in &rows {
            file.add(lines.line(row))?;
        }
        file.keep(&FileName {
            is_part: true,
            ..FileName::new(sync.started, sync.random)
        })?;
        for row in &rows {
            match known.get(&row.id()) {
                None => counts.new += 1,
                Some(there) if !there.has_ended && row.has_ended() => counts.ended += 1,
                Some(_) => counts.changed += 1,
            }
            known.keep(row, lines);
        }
    }
    for (directory, names) in known.files()? {
        merge(&directory, &names, (sync.disk, sync.random), lines)?;
    }
    Ok(())
}
