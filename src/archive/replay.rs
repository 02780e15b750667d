//! Hands on what a query selects from what was saved: of each invocation the newest record, with the outputs of older ones
//! where it has none. Two readings: the first settles which records count, the second hands them on.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use super::chunk::Numbered;
use super::newest::{Entry, LinePlace, RecordRole, RecordRoles, identity};
use super::read::{ChunkResult, Damage, Damages, FileGroup, Opened, each_chunk};
use crate::engine::saved::{SavedPage, origin, parts};
use crate::engine::{Step, Walked, each_once, judged};
use crate::model::{Instance, Invocation, Origin, Row, Shown, Verdict};
use crate::query::{Query, RecordFilter, saved};
use crate::ui::OutputError;

/// In which order rows are handed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowOrder {
    /// As they stand in files; in an archive the newest first.
    Usual,
    /// As they come: nobody sees the order, so that no row has to wait for others.
    Any,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Replayed {
    /// As of any other walk.
    pub walked: Walked,
    /// What could not be read.
    pub damage: Damages,
    /// A file that was found first was gone when it was to be read.
    pub vanished: bool,
    /// Something had ended, and nothing said what it printed.
    pub lacks_output: bool,
}

/// So many names of commands are remembered.
const MOST_NAMES: usize = 10_000;

/// Hands on the rows of a query.
///
/// # Errors
///
/// When the result cannot be written.
pub fn replay(
    mut opened: Opened,
    query: &Query,
    order: RowOrder,
    step: impl FnMut(Step<'_>) -> Result<(), OutputError>,
) -> Result<Replayed, OutputError> {
    let mut replay = Replay {
        query,
        filter: RecordFilter::new(query),
        order,
        left: query
            .limit
            .filter(|_| query.sort.is_none())
            .unwrap_or(usize::MAX),
        asked: query.ids.all().into_iter().collect(),
        found: HashSet::new(),
        pairs: HashSet::new(),
        outputs: (false, false),
        replayed: Replayed::default(),
        step,
    };
    let walked = &mut replay.replayed.walked;
    (walked.targets, walked.questions, walked.answered) = (1, 1, 1);
    walked.parts = parts(opened.held.iter().map(|(_, page)| page));
    replay.replayed.damage = std::mem::take(&mut opened.damage);
    let held = replay.held(std::mem::take(&mut opened.held))?;
    let mut held = Some(held);
    for group in &opened.groups {
        if replay.left == 0 {
            break;
        }
        let held = held.take_if(|_| group.has_held).unwrap_or_default();
        replay.group(group, &opened, &held)?;
    }
    (replay.step)(Step::PageEnd)?;
    Ok(replay.end())
}

struct Replay<'q, S> {
    query: &'q Query,
    filter: RecordFilter,
    order: RowOrder,
    /// How many rows there are still to be.
    left: usize,
    /// The IDs that were named, those of them that were found, and the pairs.
    asked: HashSet<String>,
    found: HashSet<String>,
    pairs: HashSet<(String, String)>,
    /// Whether anything has ended, and whether any output is there.
    outputs: (bool, bool),
    replayed: Replayed,
    step: S,
}

/// A record that counts and that the query selects.
struct Selected {
    place: LinePlace,
    row: Row,
    in_view: bool,
    lacks: Option<u64>,
}

/// What a thread makes of the records of a chunk.
#[derive(Default)]
struct Picked {
    selected: Vec<Selected>,
    donors: Vec<(u64, Invocation)>,
    names: BTreeSet<String>,
    untimed: usize,
    outputs: (bool, bool),
}

impl<S: FnMut(Step<'_>) -> Result<(), OutputError>> Replay<'_, S> {
    /// Hands on the bodies that are held; their records.
    fn held(
        &mut self,
        pages: Vec<(usize, SavedPage)>,
    ) -> Result<Vec<(usize, Numbered)>, OutputError> {
        let mut records = Vec::new();
        for (file, page) in pages {
            (self.step)(Step::Body {
                body: &page.body,
                records: page.invocations.len(),
                walk: None,
            })?;
            let invocations = if page.is_answer {
                let repeated = &mut self.replayed.walked.anomalies.repeated;
                each_once(page.invocations, &self.filter, repeated)
            } else {
                page.invocations
            };
            for invocation in invocations {
                records.push((file, (records.len(), invocation)));
            }
        }
        Ok(records)
    }

    fn group(
        &mut self,
        group: &FileGroup,
        opened: &Opened,
        held: &[(usize, Numbered)],
    ) -> Result<(), OutputError> {
        let (mut files, roles) = self.settle(group, opened, held);
        let Self { query, filter, .. } = self;
        let (query, filter) = (*query, filter.clone());
        let by_name = query
            .command_name
            .as_ref()
            .is_some_and(|name| name.whole().is_some());
        let pick = |file: usize, records: Vec<Numbered>| {
            let mut picked = Picked::default();
            let mut last: Arc<Origin> = Arc::default();
            for (line, record) in records {
                let place = place(file, line);
                let role = roles.of(place);
                if role != RecordRole::Older {
                    let own = origin(&record);
                    if own != *last {
                        last = Arc::new(own);
                    }
                    picked.add(record, role, place, &last, query, &filter, by_name);
                }
            }
            picked
        };
        let mut all = GroupRows::default();
        // What comes after the last row that is wanted is not held, unless an ID that was named may be in it.
        if group.is_archive && self.asked.is_empty() && self.left < usize::MAX {
            all.most = Some(self.left);
        }
        for (file, (line, record)) in held {
            self.take(pick(*file, vec![(*line, record.clone())]), &mut all)?;
        }
        let mut result = Ok(());
        let encoding = query.encoding;
        files.retain(|(_, path)| path.as_os_str() != "-");
        each_chunk(&files, encoding, pick, |piece| match piece {
            ChunkResult::Lines(_, picked, _) if result.is_ok() => {
                result = self.take(picked, &mut all);
            }
            ChunkResult::Broken(file, _, error) if error.kind() == io::ErrorKind::NotFound => {
                self.broken(file, 0, &error, opened);
            }
            // Nobody reads on, or the first reading told of it.
            ChunkResult::Lines(..) | ChunkResult::Broken(..) => {}
        });
        result?;
        self.hand_on(all.arranged(group.is_archive, &roles))
    }

    /// The first reading: which records count. Gives back the files that can be read again.
    fn settle<'o>(
        &mut self,
        group: &FileGroup,
        opened: &'o Opened,
        held: &[(usize, Numbered)],
    ) -> (Vec<(usize, &'o Path)>, RecordRoles) {
        let path = |file: &usize| Some((*file, opened.files.get(*file)?.path.as_path()));
        let mut files: Vec<(usize, &Path)> = group.files.iter().filter_map(path).collect();
        let filter = self.filter.clone();
        let entry = |file: usize, (line, record): &Numbered| {
            let named = filter.named(record);
            Entry::new(record, &origin(record), &named, place(file, *line))
        };
        let mut entries: Vec<Entry> = held.iter().map(|(file, it)| entry(*file, it)).collect();
        let work = |file: usize, records: Vec<Numbered>| {
            let of = records.iter().map(|record| entry(file, record));
            of.collect::<Vec<Entry>>()
        };
        let mut unusable = Vec::new();
        each_chunk(&files, self.query.encoding, work, |piece| match piece {
            ChunkResult::Lines(file, made, wrong) => {
                entries.extend(made);
                for (line, why) in wrong {
                    self.damaged(file, Some(line + 1), why, opened);
                }
            }
            ChunkResult::Broken(file, lines, error) => {
                // What was unpacked before a file was cut off is what was written; what was altered may be anything.
                if error.kind() != io::ErrorKind::UnexpectedEof {
                    unusable.push(file);
                }
                self.broken(file, lines, &error, opened);
            }
        });
        if !unusable.is_empty() {
            files.retain(|(file, _)| !unusable.contains(file));
            entries.retain(|entry| !unusable.contains(&entry.file()));
        }
        (files, RecordRoles::new(entries, self.query.include_output))
    }

    fn broken(&mut self, file: usize, lines: usize, error: &io::Error, opened: &Opened) {
        let why = match error.kind() {
            io::ErrorKind::UnexpectedEof => format!("it is cut off behind line {lines}"),
            io::ErrorKind::NotFound => {
                self.replayed.vanished = true;
                "it was removed while it was read; run it again".to_owned()
            }
            _ => error.to_string(),
        };
        self.damaged(file, None, why, opened);
    }

    fn damaged(&mut self, file: usize, line: Option<usize>, why: String, opened: &Opened) {
        let path = opened.files.get(file).map(|file| file.path.clone());
        self.replayed.damage.add(Damage {
            path: path.unwrap_or_default(),
            line,
            why,
        });
    }

    fn take(&mut self, picked: Picked, all: &mut GroupRows) -> Result<(), OutputError> {
        let walked = &mut self.replayed.walked;
        walked.anomalies.untimed += picked.untimed;
        let room = MOST_NAMES.saturating_sub(walked.names.len());
        walked.names.extend(picked.names.into_iter().take(room));
        self.outputs.0 |= picked.outputs.0;
        self.outputs.1 |= picked.outputs.1;
        for (id, donor) in picked.donors {
            all.donors.entry(id).or_default().push(donor);
        }
        let (waiting, ready) = picked
            .selected
            .into_iter()
            .partition(|it| it.lacks.is_some() || self.order == RowOrder::Usual);
        all.selected.extend::<Vec<Selected>>(waiting);
        all.shorten();
        self.hand_on(ready)
    }

    /// Hands on records of the set until there are as many rows as are wanted.
    fn hand_on(&mut self, selected: Vec<Selected>) -> Result<(), OutputError> {
        for Selected { row, in_view, .. } in selected {
            if !self.asked.is_empty() {
                self.note(row.invocation());
            }
            if self.left == 0 {
                continue;
            }
            self.replayed.walked.tally.add(judged(self.query, &row));
            if in_view {
                self.left -= 1;
                (self.step)(Step::Row(&row))?;
            } else {
                (self.step)(Step::Hidden(&row))?;
            }
        }
        Ok(())
    }

    /// Remembers which of the named IDs were found.
    fn note(&mut self, record: &Invocation) {
        let id = record.id();
        for instance in record.instances() {
            let instance = instance.id().into_owned();
            if self.asked.contains(&instance) {
                self.pairs.insert((id.clone(), instance.clone()));
                self.found.insert(instance);
            }
        }
        let command = record.record().text("CommandId").map(String::from);
        for id in command.into_iter().chain([id]) {
            if self.asked.contains(&id) {
                self.found.insert(id);
            }
        }
    }

    fn end(mut self) -> Replayed {
        let ids = &self.query.ids;
        // Where nothing is looked for, nothing is missed.
        if !ids.none_on_stdin {
            self.replayed.walked.missing = ids.missing(
                |id| !self.found.contains(id),
                |invocation, instance| {
                    let pair = (invocation.to_owned(), instance.to_owned());
                    !self.pairs.contains(&pair)
                },
            );
        }
        self.replayed.lacks_output = self.outputs == (true, false);
        self.replayed
    }
}

fn place(file: usize, line: usize) -> LinePlace {
    let small = |number| u32::try_from(number).unwrap_or(u32::MAX);
    LinePlace {
        file: small(file),
        line: small(line),
    }
}

impl Picked {
    #[expect(
        clippy::too_many_arguments,
        reason = "a closure that is called for each record"
    )]
    fn add(
        &mut self,
        record: Invocation,
        role: RecordRole,
        place: LinePlace,
        origin: &Arc<Origin>,
        query: &Query,
        filter: &RecordFilter,
        by_name: bool,
    ) {
        let id = || identity(&record, &origin.region, &filter.named(&record));
        if role == RecordRole::Donor {
            let id = id();
            self.donors.push((id, record));
            return;
        }
        let mut ended = record
            .instances()
            .filter(|one| one.verdict() != Verdict::Pending)
            .peekable();
        self.outputs.0 |= ended.peek().is_some();
        self.outputs.1 |=
            role == RecordRole::Lacking || ended.any(|one| one.record().raw("Output").is_some());
        drop(ended);
        if by_name {
            self.names
                .extend(record.record().text("CommandName").map(String::from));
        }
        if !saved::matches(query, &record) {
            return;
        }
        self.untimed += usize::from(filter.filters.cannot_place(&record));
        let lacks = (role == RecordRole::Lacking).then(id);
        let Some(named) = filter.set(&record) else {
            return;
        };
        let shown = filter.view(&record, named.clone());
        let in_view = shown.is_some();
        let shown = shown.unwrap_or(Shown::Some(Vec::new()));
        self.selected.push(Selected {
            place,
            row: Row::new(record, Arc::clone(origin), named, shown),
            in_view,
            lacks,
        });
    }
}

/// What waits until all files of a group were read.
#[derive(Default)]
struct GroupRows {
    selected: Vec<Selected>,
    /// So many rows of an archive are wanted, the newest.
    most: Option<usize>,
    donors: HashMap<u64, Vec<Invocation>>,
}

/// So many more rows may be there before some are let go of.
const SPARE: usize = 64;

impl GroupRows {
    /// Lets go of what is older than the last row that is wanted: each row keeps all lines alive that were read with it.
    fn shorten(&mut self) {
        let Some(most) = self.most else { return };
        if self.selected.len() <= most.saturating_add(SPARE) {
            return;
        }
        self.newest_first();
        let mut shown = self
            .selected
            .iter()
            .enumerate()
            .filter(|(_, it)| it.in_view);
        if let Some((last, _)) = shown.nth(most.saturating_sub(1)) {
            self.selected.truncate(last + 1);
        }
    }

    fn newest_first(&mut self) {
        let created = |row: &Row| row.invocation().created().map(Timestamp::as_second);
        self.selected
            .sort_by_cached_key(|it| (Reverse(created(&it.row)), it.place));
    }

    /// In order: of an archive the newest first, otherwise where the first record of each invocation stands.
    fn arranged(mut self, is_archive: bool, roles: &RecordRoles) -> Vec<Selected> {
        for selected in &mut self.selected {
            let donors = selected.lacks.and_then(|id| self.donors.get(&id));
            if let Some(donors) = donors {
                selected.row = with_outputs(&selected.row, donors);
            }
        }
        if is_archive {
            self.newest_first();
        } else {
            self.selected.sort_by_key(|it| roles.first(it.place));
        }
        self.selected
    }
}

/// A row with the outputs that older records have of instances which stand in them as they do now.
fn with_outputs(row: &Row, donors: &[Invocation]) -> Row {
    let invocation = row.invocation();
    let has_output = |one: &Instance<'_>| one.record().raw("Output").is_some();
    let donor = |own: Instance<'_>| {
        let all = donors.iter().flat_map(Invocation::instances);
        let mut giving = all.filter(|other| has_output(other) && stands_alike(own, *other));
        giving.next()
    };
    let filled = invocation.instances().map(|own| {
        if has_output(&own) {
            own
        } else {
            donor(own).unwrap_or(own)
        }
    });
    let filled = invocation.with_instances(filled);
    Row::new(
        filled,
        Arc::clone(row.origin()),
        row.named().clone(),
        row.shown().clone(),
    )
}

/// Whether two records of an instance tell of the same run of it.
fn stands_alike(one: Instance<'_>, other: Instance<'_>) -> bool {
    let same = |name| one.record().text(name) == other.record().text(name);
    [
        "InstanceId",
        "InvocationStatus",
        "StartTime",
        "FinishTime",
        "Repeats",
    ]
    .into_iter()
    .all(same)
}
