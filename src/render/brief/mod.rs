//! brief: one short text for a chat, a ticket or an agent. What ran, how it ended, why, what it printed, and what to type next.

mod bounded;
mod commands;
mod line;

use std::collections::HashMap;

use super::tail::{FailedOutputs, failed, has_outputs};
use super::texts::Texts;
use super::words::{listed, plural};
use super::{OutputOptions, Remark, Sink};
use crate::model::why::{meaning, tally, why};
use crate::model::{Row, Tally, Verdict};
use crate::sanitise;
use bounded::BriefText;
use commands::NextCommands;
use line::line;

/// Failed invocations whose outputs are asked for.
const ASKED: usize = 50;

/// Names of what has no output, before the rest is counted.
const NAMED: usize = 8;

/// Gathers a result, and writes the text at its end.
#[derive(Debug)]
pub struct Brief {
    options: OutputOptions,
    /// How many of the last lines are shown that each failed instance printed.
    tail: usize,
    most: usize,
    /// A line for each row, with its verdict.
    rows: Vec<(Verdict, String)>,
    /// The reason of each instance that failed.
    causes: Vec<String>,
    /// What they mean.
    meanings: HashMap<String, Option<String>>,
    outputs: FailedOutputs,
    texts: Texts,
    /// Failed rows without their outputs.
    without: Vec<Row>,
    /// Those of them that were asked for and did not come so far.
    asked: Vec<String>,
    /// Instances that have not ended.
    open: usize,
    next: NextCommands,
    tally: Tally,
    gaps: Vec<String>,
}

impl Brief {
    /// A text of at most `most` bytes, with so many of the last lines that failed instances printed.
    #[must_use]
    pub fn new(options: OutputOptions, tail: usize, most: usize) -> Self {
        // It is to be pasted elsewhere, so it looks the same wherever it is written.
        let options = OutputOptions {
            terminal: false,
            color: false,
            width: None,
            ..options
        };
        Self {
            next: NextCommands::new(&options),
            options,
            tail,
            most,
            rows: Vec::new(),
            causes: Vec::new(),
            meanings: HashMap::new(),
            outputs: FailedOutputs::new(tail),
            texts: Texts::new("output"),
            without: Vec::new(),
            asked: Vec::new(),
            open: 0,
            tally: Tally::default(),
            gaps: Vec::new(),
        }
    }
}

impl Sink for Brief {
    fn row(&mut self, row: &Row, out: &mut Vec<u8>) {
        self.rows.push((row.verdict(), line(row, &self.options)));
        self.next.see(row);
        for instance in row.instances() {
            self.texts.count_cut(row, instance);
            let is_open = matches!(instance.verdict(), Verdict::Pending | Verdict::Unknown);
            self.open += usize::from(is_open);
        }
        for instance in failed(row) {
            let why = why(row.invocation(), instance).unwrap_or_default();
            let means = self.meanings.entry(why.clone());
            means.or_insert_with(|| meaning(instance));
            self.causes.push(why);
        }
        if self.tail == 0 || failed(row).next().is_none() {
            return;
        }
        if has_outputs(row) {
            self.add_output(row, out);
        } else {
            self.without.push(row.clone());
        }
    }

    fn lacks_output(&mut self) -> Vec<Row> {
        let first = self.without.len().min(ASKED);
        let asked: Vec<Row> = self.without.drain(..first).collect();
        self.asked = asked.iter().map(Row::id).collect();
        asked
    }

    fn add_output(&mut self, row: &Row, _out: &mut Vec<u8>) {
        if let Some(place) = self.asked.iter().position(|id| *id == row.id()) {
            self.asked.remove(place);
        }
        for instance in failed(row) {
            let name = || self.options.name(row, instance);
            self.texts.count_broken(instance.output().as_ref(), name);
        }
        self.outputs.add(row, &self.options);
    }

    fn conclude(&mut self, tally: &Tally, gaps: Vec<String>) {
        (self.tally, self.gaps) = (tally.clone(), gaps);
    }

    fn end(&mut self, whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        let text = self.parts().within(self.most);
        out.extend_from_slice(text.as_bytes());
        let nothing = whole && self.rows.is_empty();
        let nothing = nothing.then_some(Remark::Nothing(self.outputs.noun_of_rows()));
        nothing.into_iter().collect()
    }
}

impl Brief {
    fn parts(&mut self) -> BriefText {
        // What did not end well comes first, as in the view.
        self.rows.sort_by_key(|(verdict, _)| place(*verdict));
        let (head, rows) = match self.rows.as_slice() {
            [] => ("nothing matched".to_owned(), &[][..]),
            [(_, only)] => (only.clone(), &[][..]),
            rows => (self.counts(), rows),
        };
        let verdict = self.verdict().as_str();
        BriefText {
            verdict: format!("verdict: {verdict}; {head}"),
            unknown: self.unknown(),
            notes: self.notes(),
            causes: self.told_causes(),
            rows: rows.iter().map(|(_, line)| line.clone()).collect(),
            noun: self.outputs.noun_of_rows(),
            outputs: self.shown(),
            commands: self.next.commands(),
        }
    }

    /// How the set stands. What is not known is never called well.
    fn verdict(&self) -> Verdict {
        let seen = self.rows.iter().map(|(verdict, _)| *verdict);
        let seen = seen.reduce(Verdict::or_worse);
        match (self.tally.verdict(), seen) {
            (Some(Verdict::Failed), Some(Verdict::Stopped | Verdict::Cancelled)) => {
                Verdict::Stopped
            }
            (None, _) | (Some(Verdict::Pending), Some(Verdict::Unknown)) => Verdict::Unknown,
            (Some(Verdict::Ok), _) if !self.gaps.is_empty() => Verdict::Unknown,
            (Some(all), _) => all,
        }
    }

    /// `14 invocations: 2 failed, 3 pending, 9 ok`
    fn counts(&self) -> String {
        let words = self.rows.iter().map(|(verdict, _)| verdict.as_str());
        let mut counts = tally(words.map(str::to_owned));
        counts.sort_by_key(|(word, _)| self.rows.iter().position(|(one, _)| one.as_str() == word));
        let counts = counts.iter().map(|(word, count)| format!("{count} {word}"));
        let counts = counts.collect::<Vec<_>>().join(", ");
        format!(
            "{}: {counts}",
            plural(self.rows.len(), self.outputs.noun_of_rows())
        )
    }

    /// What is not known.
    fn unknown(&self) -> Vec<String> {
        let (noun, rows) = (self.outputs.noun, self.outputs.noun_of_rows());
        let open = (self.open > 0).then(|| format!("how {} will end", plural(self.open, noun)));
        let lost = (!self.asked.is_empty()).then(|| {
            let names = listed(&self.asked, NAMED);
            format!("what failed {noun}s of {names} printed could not be fetched")
        });
        let others = (!self.without.is_empty()).then(|| {
            let failed = plural(self.without.len(), &format!("failed {rows}"));
            match self.options.placeless_program {
                None => format!("what {failed} printed was not saved"),
                Some(_) => {
                    format!("what {failed} printed was not asked for; only the first {ASKED} are")
                }
            }
        });
        let told = [open, lost, others].into_iter().flatten();
        let told = self.gaps.iter().cloned().chain(told);
        told.map(|text| sanitise::line(&format!("unknown: {text}")).into_owned())
            .collect()
    }

    /// What is not shown, or not whole.
    fn notes(&self) -> Vec<String> {
        let rows = self.outputs.noun_of_rows();
        let texts = self
            .texts
            .remarks()
            .into_iter()
            .filter_map(|remark| match remark {
                Remark::Note(text) | Remark::Warning(text) => Some(text),
                _ => None,
            });
        let endless = self.tally.endless;
        let shown = self.rows.len().saturating_sub(endless);
        let hidden = self.tally.matched.saturating_sub(shown);
        let hidden =
            (hidden > 0).then(|| format!("{} not shown", plural(hidden, &format!("more {rows}"))));
        let endless = (endless > 0).then(|| {
            format!(
                "{} without an end, left out of the verdict",
                plural(endless, "task")
            )
        });
        let none = self.tail == 0 && !self.causes.is_empty();
        let none = none.then(|| "outputs were not asked for (--tail 0)".to_owned());
        let told = [hidden, endless, none].into_iter().flatten();
        texts
            .chain(told)
            .map(|text| sanitise::line(&format!("note: {text}")).into_owned())
            .collect()
    }

    /// `cause: agent not running (ClientNotRunning), 2 instances: what that means; what helps`
    fn told_causes(&self) -> Vec<String> {
        let causes = tally(self.causes.iter().cloned());
        let told = causes.iter().map(|(why, count)| {
            let means = self.meanings.get(why).and_then(Option::as_ref);
            let means = means.map(|means| format!(": {means}")).unwrap_or_default();
            let count = plural(*count, self.outputs.noun);
            sanitise::line(&format!("cause: {why}, {count}{means}")).into_owned()
        });
        told.collect()
    }

    /// Outputs, each line behind a bar: nothing that was printed passes for a line of this text.
    fn shown(&self) -> Vec<Vec<String>> {
        let groups = self.outputs.sorted().into_iter();
        let shown = groups.map(|(tail, who)| {
            let heading = who.heading(self.outputs.noun, None);
            let last = plural(tail.lines.len(), "line");
            let part = tail.has_more.then(|| format!(" last {last}"));
            let heading = heading + &part.unwrap_or_default();
            let lines = tail.lines.iter().map(|line| format!("| {line}"));
            let silent = tail.lines.is_empty().then(|| "(no output)".to_owned());
            std::iter::once(heading)
                .chain(lines)
                .chain(silent)
                .collect()
        });
        shown.collect()
    }
}

fn place(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Failed => 0,
        Verdict::Stopped | Verdict::Cancelled => 1,
        Verdict::Unknown => 2,
        Verdict::Pending => 3,
        Verdict::Ok => 4,
    }
}
