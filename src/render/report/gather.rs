//! The rows of a result as reports show them. No more is kept of them than is shown: the first of a long list, and of those
//! that failed as many again.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::outputs::KeptOutputs;
use crate::model::why::{EXIT_NONZERO, remarks, sum_up};
use crate::model::{Counts, Instance, Origin, Row, Text, Verdict};
use crate::render::OutputOptions;
use crate::render::detail::{head, one_instance, ordered};
use crate::render::words::{safe_text, stands};
use crate::sanitise;
use crate::vocabulary::{ERROR_CODES, find};

/// How many invocations are shown of those that failed, and as many of the others.
const INVOCATIONS: usize = 500;

/// How many instances are shown of those that failed, and as many of the others.
const INSTANCES: usize = 1000;

/// Of how many invocations that failed the outputs are asked for.
const FETCHED: usize = 50;

/// The most that is shown of a script, in characters.
const SCRIPT: usize = 8 * 1024;

/// The rows of a result.
#[derive(Debug)]
pub struct ReportRows {
    pub(super) options: OutputOptions,
    pub(super) invocations: Vec<ReportedInvocation>,
    pub(super) outputs: KeptOutputs,
    /// How many invocations of each verdict there were on each day.
    pub(super) days: BTreeMap<Date, Counts>,
    /// Invocations, all and not shown.
    pub(super) all: Counts,
    pub(super) left_out: Counts,
    /// Instances, all and not shown.
    pub(super) instances: Counts,
    pub(super) instances_left_out: Counts,
    /// A page shows all that is known, and the days.
    is_page: bool,
    /// Outputs are still to be asked for.
    fetches: bool,
    to_fetch: Vec<Row>,
    /// How many there were beyond those.
    pub(super) not_fetched: usize,
}

/// An invocation.
#[derive(Debug)]
pub(super) struct ReportedInvocation {
    key: (Arc<Origin>, String),
    pub id: String,
    /// The profile and the region, where rows differ in them.
    pub place: String,
    pub name: String,
    pub status: String,
    /// The verdict that the exit code is taken from: a run that was stopped is none that went well.
    pub judged: Verdict,
    pub why: String,
    pub created: Option<Timestamp>,
    pub took: Option<u64>,
    pub counts: Counts,
    /// What else there is to know, a line each.
    pub facts: Vec<String>,
    pub script: String,
    pub instances: Vec<ReportedInstance>,
    pub left_out: usize,
}

/// An instance.
#[derive(Debug)]
pub(super) struct ReportedInstance {
    pub name: String,
    /// `Failed, exit 2`
    pub stands: String,
    pub verdict: Verdict,
    pub why: Option<String>,
    /// What its error code means.
    pub meaning: Option<String>,
    pub started: Option<Timestamp>,
    pub ended: Option<Timestamp>,
    pub took: Option<u64>,
    /// Everything that is known of it, a line each.
    pub facts: String,
    /// Where its output stands.
    pub output: Option<usize>,
    /// Its output came with it, empty or not.
    pub has_output: bool,
}

impl ReportRows {
    /// None yet; for a page or not. Where rows come without outputs, those of failed instances are `fetched` later.
    #[must_use]
    pub fn new(options: OutputOptions, is_page: bool, fetches: bool) -> Self {
        Self {
            // A report is read elsewhere and later: times are whole, and lines as long as they are.
            options: OutputOptions {
                terminal: false,
                width: None,
                ..options
            },
            invocations: Vec::new(),
            outputs: KeptOutputs::default(),
            days: BTreeMap::new(),
            all: Counts::default(),
            left_out: Counts::default(),
            instances: Counts::default(),
            instances_left_out: Counts::default(),
            is_page,
            fetches,
            to_fetch: Vec::new(),
            not_fetched: 0,
        }
    }

    /// Takes a row.
    pub fn add(&mut self, row: &Row) {
        let judged = row.tally().verdict().unwrap_or(Verdict::Unknown);
        let has_room = has_room(self.all, self.left_out, judged, INVOCATIONS);
        self.all.add(judged);
        if self.is_page
            && let Some(time) = row.invocation().time()
        {
            let day = time.to_zoned((self.options.zone)()).date();
            self.days.entry(day).or_default().add(judged);
        }
        if !has_room {
            self.left_out.add(judged);
            row.instances()
                .for_each(|instance| self.leave_out(instance));
            return;
        }
        let failed = |instance: Instance<'_>| instance.verdict() == Verdict::Failed;
        if self.fetches && !row.invocation().is_run() && row.instances().any(failed) {
            if self.to_fetch.len() < FETCHED {
                self.to_fetch.push(row.clone());
            } else {
                self.not_fetched += 1;
            }
        }
        let reported = self.reported(row, judged);
        self.invocations.push(reported);
    }

    /// The rows whose outputs are to be asked for.
    pub fn lacks_output(&mut self) -> Vec<Row> {
        std::mem::take(&mut self.to_fetch)
    }

    /// Takes a row again, with outputs.
    pub fn add_output(&mut self, row: &Row) {
        let key = key(row);
        let mut known = self.invocations.iter();
        let Some(place) = known.position(|known| known.key == key) else {
            return;
        };
        let judged = row.tally().verdict().unwrap_or(Verdict::Unknown);
        let counted = std::mem::take(&mut self.instances);
        let left_out = std::mem::take(&mut self.instances_left_out);
        let mut reported = self.reported(row, judged);
        (self.instances, self.instances_left_out) = (counted, left_out);
        if let Some(known) = self.invocations.get_mut(place) {
            // What was judged stays judged, whatever a later answer says.
            reported.judged = known.judged.or_worse(judged);
            reported.instances.truncate(known.instances.len());
            reported.left_out = known.left_out;
            *known = reported;
        }
    }

    fn leave_out(&mut self, instance: Instance<'_>) {
        let verdict = instance.verdict();
        self.instances.add(verdict);
        self.instances_left_out.add(verdict);
    }

    fn reported(&mut self, row: &Row, judged: Verdict) -> ReportedInvocation {
        let invocation = row.invocation();
        let (mut instances, mut left_out) = (Vec::new(), 0);
        for instance in ordered(row) {
            let verdict = instance.verdict();
            if has_room(self.instances, self.instances_left_out, verdict, INSTANCES) {
                self.instances.add(verdict);
                instances.push(self.instance(row, instance));
            } else {
                self.leave_out(instance);
                left_out += 1;
            }
        }
        let (mut facts, mut script) = (Vec::new(), String::new());
        if self.is_page {
            let lines = head(row, &self.options);
            facts = lines.iter().map(|line| line.trim().to_owned()).collect();
            let text = invocation.command().map(Text::into_lossy);
            let text = text.unwrap_or_default();
            script = sanitise::lines(&text).chars().take(SCRIPT).collect();
        }
        ReportedInvocation {
            key: key(row),
            id: sanitise::line(&row.id()).into_owned(),
            place: sanitise::line(self.options.lead(row).trim()).into_owned(),
            name: safe_text(invocation.record(), "CommandName").unwrap_or_default(),
            status: sanitise::line(&invocation.status()).into_owned(),
            judged,
            why: sanitise::line(&sum_up(row)).into_owned(),
            created: invocation.time(),
            took: invocation.took_seconds(),
            counts: row.counts(),
            facts,
            script,
            instances,
            left_out,
        }
    }

    fn instance(&mut self, row: &Row, instance: Instance<'_>) -> ReportedInstance {
        let record = instance.record();
        let verdict = instance.verdict();
        let code = record.text("ErrorCode");
        let code = code.filter(|code| code != EXIT_NONZERO);
        let meaning = code.and_then(|code| Some(find(&ERROR_CODES, &code)?.sentence()));
        let why = remarks(row.invocation(), instance);
        let facts = self.is_page.then(|| one_instance(instance, &self.options));
        let facts = facts.unwrap_or_default();
        ReportedInstance {
            name: sanitise::line(&row.short_name_of(instance)).into_owned(),
            stands: sanitise::line(&stands(instance)).into_owned(),
            verdict,
            why: why.map(|why| sanitise::line(&why).into_owned()),
            meaning,
            started: instance.started(),
            ended: instance.ended(),
            took: instance.took_seconds(),
            facts,
            output: self.outputs.add(instance, verdict == Verdict::Ok),
            has_output: record.raw("Output").is_some(),
        }
    }
}

fn key(row: &Row) -> (Arc<Origin>, String) {
    (Arc::clone(row.origin()), row.invocation().key())
}

/// Whether one more of this verdict is shown: those that failed leave room for the others, and the other way round.
fn has_room(all: Counts, left_out: Counts, verdict: Verdict, most: usize) -> bool {
    let shown = |counts: fn(Counts) -> usize| counts(all).saturating_sub(counts(left_out));
    if verdict == Verdict::Failed {
        shown(|counts| counts.failed) < most
    } else {
        shown(|counts| counts.total - counts.failed) < most
    }
}
