//! `--report`: files beside the result, made of the same rows. They are written at the end, whatever the end is, and a report
//! that cannot be written is told before anything is sent or, later, by the exit code.

use std::path::PathBuf;

use jiff::Timestamp;

use super::forms;
use super::source::Source;
use crate::engine::Walked;
use crate::host::{Clock, Host, file};
use crate::model::{Origin, Tally};
use crate::query::{Judge, ReportKind};
use crate::render::{ReportFacts, ReportMessage, ReportRows, shell_word, write_report};
use crate::report::{self, Report};
use crate::request::Request;
use crate::sanitise;
use crate::ui::{Level, Said, Ui};
use crate::vocabulary::Exit;

/// The most that is told of the command line, in characters: it may hold thousands of IDs.
const LONGEST: usize = 2000;

/// The reports of a query.
pub(super) struct Reports<'a> {
    request: &'a Request,
    ui: &'a Ui,
    clock: Clock,
    began: Timestamp,
    files: Vec<(ReportKind, PathBuf)>,
    rows: ReportRows,
    places: Vec<String>,
    tally: Tally,
}

impl<'a> Reports<'a> {
    /// Makes sure that every file can be written.
    ///
    /// # Errors
    ///
    /// When one cannot, or two are the same.
    pub(super) fn open(request: &'a Request, host: &Host, ui: &'a Ui) -> Result<Self, Report> {
        let mut files: Vec<(ReportKind, PathBuf)> = Vec::new();
        for wanted in &request.wanted.reports {
            let unwritable = |error| report::unwritable_report(&wanted.path, &error);
            let path = file::writable(&wanted.path).map_err(unwritable)?;
            if files.iter().any(|(_, other)| *other == path) {
                return Err(report::same_report(&wanted.path));
            }
            files.push((wanted.kind, path));
        }
        Ok(Self {
            request,
            ui,
            clock: host.clock.clone(),
            began: host.clock.now(),
            files,
            rows: ReportRows::new(forms::options_of(request, host, &[]), false, false),
            places: Vec::new(),
            tally: Tally::default(),
        })
    }

    /// What takes the rows, if there is a report at all.
    pub(super) fn rows(&mut self, source: &Source<'_>) -> Option<&mut ReportRows> {
        if self.files.is_empty() {
            return None;
        }
        let is_page = self.files.iter().any(|(kind, _)| *kind == ReportKind::Html);
        let fetches = !self.request.reads_saved() && !self.request.query.include_output;
        self.rows = ReportRows::new(forms::options(source), is_page, fetches);
        self.places = places(source);
        Some(&mut self.rows)
    }

    /// Takes how the whole set stands.
    pub(super) fn conclude(&mut self, walked: &Walked) {
        self.tally = walked.tally.clone();
    }

    /// Writes every report; a query that ended so.
    pub(super) fn write(&self, exit: Exit) -> Exit {
        if self.request.dry_run || self.files.is_empty() {
            return exit;
        }
        let facts = self.facts(exit);
        let written = self.files.iter().map(|(kind, path)| {
            let text = write_report(*kind, &self.rows, &facts);
            match file::write(path, text.as_bytes(), true) {
                Ok(()) => Exit::Success,
                Err(error) => report::unwritten_report(path, &error).end(self.ui),
            }
        });
        written.fold(exit, Exit::or_worse)
    }

    fn facts(&self, exit: Exit) -> ReportFacts {
        let is_remote = self.request.wanted.judge == Some(Judge::Remote);
        // Where the program lies is nobody's business.
        let words = self.request.words.iter().skip(1);
        let words = words.map(|word| shell_word(&sanitise::line(word)));
        let asked = std::iter::once("invq".to_owned()).chain(words);
        let asked = asked.collect::<Vec<_>>().join(" ");
        ReportFacts {
            asked: asked.chars().take(LONGEST).collect(),
            places: self.places.join(", "),
            began: self.began,
            ended: self.clock.now(),
            exit: if is_remote { exit.remote() } else { exit },
            tally: self.tally.clone(),
            said: self.ui.said().iter().filter_map(message).collect(),
        }
    }
}

/// The regions that were asked, each once and with the profile that asked, or the file.
fn places(source: &Source<'_>) -> Vec<String> {
    if source.request.reads_saved() {
        return vec![report::saved_name(&source.request.from)];
    }
    let named = |origin: &Origin| match &origin.profile {
        Some(profile) => format!("{} ({profile})", origin.region),
        None => origin.region.clone(),
    };
    let mut places: Vec<String> = Vec::new();
    for place in source.places.iter().map(|place| named(&place.origin)) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

fn message(said: &Said) -> Option<ReportMessage> {
    let level = match said.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
        Level::Hint | Level::Info => return None,
    };
    let hint = said.hint.iter().map(|hint| format!("\nhint: {hint}"));
    let text = said.text.clone() + &hint.collect::<String>();
    Some(ReportMessage { level, text })
}
