//! An invocation and an instance as reports show them: texts that are safe to show, and no more than is shown.

use jiff::Timestamp;

use crate::model::why::{EXIT_NONZERO, remarks, sum_up};
use crate::model::{Counts, Instance, Row, Text, Verdict};
use crate::render::OutputOptions;
use crate::render::detail::{head, one_instance};
use crate::render::words::{safe_text, stands};
use crate::sanitise;
use crate::vocabulary::{ERROR_CODES, find};

/// The most that is shown of a script, in characters.
const SCRIPT: usize = 8 * 1024;

/// An invocation.
#[derive(Debug)]
pub(super) struct ReportedInvocation {
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

impl ReportedInvocation {
    /// A row, without its instances.
    pub(super) fn of(row: &Row, judged: Verdict, options: &OutputOptions, is_page: bool) -> Self {
        let invocation = row.invocation();
        let (mut facts, mut script) = (Vec::new(), String::new());
        if is_page {
            let lines = head(row, options);
            facts = lines.iter().map(|line| line.trim().to_owned()).collect();
            let text = invocation.command().map(Text::into_lossy);
            let text = text.unwrap_or_default();
            script = sanitise::lines(&text).chars().take(SCRIPT).collect();
        }
        Self {
            id: sanitise::line(&row.id()).into_owned(),
            place: sanitise::line(options.lead(row).trim()).into_owned(),
            name: safe_text(invocation.record(), "CommandName").unwrap_or_default(),
            status: sanitise::line(&invocation.status()).into_owned(),
            judged,
            why: sanitise::line(&sum_up(row)).into_owned(),
            created: invocation.time(),
            took: invocation.took_seconds(),
            counts: row.counts(),
            facts,
            script,
            instances: Vec::new(),
            left_out: 0,
        }
    }
}

impl ReportedInstance {
    /// An instance of a row, without its output.
    pub(super) fn of(
        row: &Row,
        instance: Instance<'_>,
        options: &OutputOptions,
        is_page: bool,
    ) -> Self {
        let record = instance.record();
        let verdict = instance.verdict();
        let code = record.text("ErrorCode");
        let code = code.filter(|code| code != EXIT_NONZERO);
        let meaning = code.and_then(|code| Some(find(&ERROR_CODES, &code)?.sentence()));
        let why = remarks(row.invocation(), instance);
        let facts = is_page.then(|| one_instance(row, instance, options));
        let facts = facts.unwrap_or_default();
        Self {
            name: sanitise::line(&row.short_name_of(instance)).into_owned(),
            stands: sanitise::line(&stands(instance)).into_owned(),
            verdict,
            why: why.map(|why| sanitise::line(&why).into_owned()),
            meaning,
            started: instance.started(),
            ended: instance.ended(),
            took: instance.took_seconds(),
            facts,
            output: None,
            has_output: record.raw("Output").is_some(),
        }
    }
}
