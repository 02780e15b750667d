//! One invocation with its instances: everything that the service tells of it, the failures first.

mod head;
mod instances;
mod tails;

use super::table::Listing;
use super::tail::{failed, has_outputs};
use super::texts::Texts;
use super::words::{mark, told_at};
use super::{OutputOptions, Remark, Sink};
use crate::cells::wrapped;
use crate::model::column::Line;
use crate::model::{Instance, Row, Verdict};
pub(super) use head::head;
use head::title;
pub(super) use instances::one_instance;
use instances::{deliveries, explanations};
use tails::tails;

/// Instances with an ok verdict that are shown on a terminal before the rest is folded.
const OK_SHOWN: usize = 3;

/// The view of one invocation.
#[derive(Debug)]
pub struct Detail {
    options: OutputOptions,
    wide: bool,
    /// How many of the last lines are shown that each failed instance printed.
    tail: usize,
    seen: usize,
    texts: Texts,
    /// Rows without the outputs that belong to them.
    without: Vec<Row>,
}

impl Detail {
    /// A view with these options; a wide one tells more of each instance. Of those that failed it shows so many of the last
    /// lines that they printed.
    #[must_use]
    pub fn new(options: OutputOptions, wide: bool, tail: usize) -> Self {
        Self {
            options,
            wide,
            tail,
            seen: 0,
            texts: Texts::new("output"),
            without: Vec::new(),
        }
    }
}

impl Sink for Detail {
    fn row(&mut self, row: &Row, out: &mut Vec<u8>) {
        if self.seen > 0 {
            out.push(b'\n');
        }
        self.seen += 1;
        title(row, &self.options, out);
        for line in head(row, &self.options) {
            self.text(&line, out);
        }
        let instances = ordered(row);
        for instance in &instances {
            self.texts.count_cut(row, *instance);
        }
        if let [only] = instances.as_slice() {
            self.text(&one_instance(row, *only, &self.options), out);
        } else if !instances.is_empty() {
            out.push(b'\n');
            self.table(row, &instances, out);
        }
        self.text(&explanations(&instances), out);
        self.text(&deliveries(&instances), out);
        if self.tail > 0 && has_outputs(row) {
            self.add_output(row, out);
        } else if self.tail > 0 && failed(row).next().is_some() {
            self.without.push(row.clone());
        }
    }

    fn lacks_output(&mut self) -> Vec<Row> {
        std::mem::take(&mut self.without)
    }

    fn add_output(&mut self, row: &Row, out: &mut Vec<u8>) {
        let lines = tails(row, self.tail, &self.options);
        self.text(&lines.join("\n"), out);
    }

    fn end(&mut self, whole: bool, _out: &mut Vec<u8>) -> Vec<Remark> {
        if self.seen == 0 && whole {
            return vec![Remark::Nothing("invocation")];
        }
        self.texts.cut().map(Remark::Note).into_iter().collect()
    }
}

impl Detail {
    /// Writes lines of text, each broken where the terminal ends.
    fn text(&self, text: &str, out: &mut Vec<u8>) {
        for line in text.lines() {
            out.extend_from_slice(wrapped(line, self.options.width, 4).as_bytes());
            out.push(b'\n');
        }
    }

    fn table(&self, row: &Row, instances: &[Instance<'_>], out: &mut Vec<u8>) {
        let (shown, folded) = if self.options.terminal {
            fold(instances)
        } else {
            (instances, 0)
        };
        let lines = shown.iter().map(|instance| Line {
            row,
            instance: Some(*instance),
        });
        let lines: Vec<Line<'_>> = lines.collect();
        Listing::of_instances(self.options.clone(), self.wide).write(&lines, out);
        if folded > 0 {
            let (mark, _) = mark("Success", Verdict::Ok, self.options.ascii);
            let line = format!("{mark}  {folded} more ok  (--per-instance shows all)\n");
            out.extend_from_slice(line.as_bytes());
        }
    }
}

/// Failures first, then what is pending, cancelled and ok; equals in the service's order.
pub(super) fn ordered(row: &Row) -> Vec<Instance<'_>> {
    let mut instances: Vec<Instance<'_>> = row.instances().collect();
    instances.sort_by_cached_key(|instance| {
        let group = match instance.verdict() {
            Verdict::Failed => 0,
            Verdict::Unknown => 1,
            Verdict::Pending => 2,
            Verdict::Cancelled | Verdict::Stopped => 3,
            Verdict::Ok => 4,
        };
        (group, told_at(&instance.status()))
    });
    instances
}

/// All but the ok ones beyond the first few, and how many those are.
fn fold<'i, 'a>(instances: &'i [Instance<'a>]) -> (&'i [Instance<'a>], usize) {
    let ok = instances
        .iter()
        .filter(|instance| instance.verdict() == Verdict::Ok)
        .count();
    let folded = ok.saturating_sub(OK_SHOWN);
    // One row folded would take a row itself.
    if folded < 2 {
        return (instances, 0);
    }
    (
        instances
            .get(..instances.len() - folded)
            .unwrap_or(instances),
        folded,
    )
}

/// Joins what is there.
fn join<const N: usize>(parts: [Option<String>; N], between: &str) -> String {
    let parts = parts.into_iter().flatten();
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(between)
}
