//! The last lines that failed instances printed, below the view: why it failed stands there more often than not.

use super::super::OutputOptions;
use super::super::tail::FailedOutputs;
use super::super::words::plural;
use crate::cells::cut;
use crate::model::{Instance, Row, Shown};
use crate::sanitise;

/// Different texts that are shown; the others are counted.
const SHOWN: usize = 3;

/// Cells of a line where nothing says how wide it may be: it may be as long as the whole output.
const LONGEST: usize = 4096;

/// Instances that are named in a command.
const NAMED: usize = 3;

/// The lines, after a blank one; none if nothing failed.
pub(super) fn tails(row: &Row, most: usize, options: &OutputOptions) -> Vec<String> {
    let mut outputs = FailedOutputs::new(most);
    outputs.add(row, options);
    let (mut lines, mut printed, mut others) = (Vec::new(), 0, Vec::new());
    for (tail, who) in outputs.sorted() {
        let is_silent = tail.lines.is_empty();
        printed += usize::from(!is_silent);
        if printed > SHOWN && !is_silent {
            others.push(who.of.len());
            continue;
        }
        lines.push(String::new());
        lines.push(who.heading(outputs.noun, options.width));
        let width = options.width.unwrap_or(LONGEST);
        lines.extend(tail.lines.iter().map(|line| cut(line, width).into_owned()));
        lines.extend(is_silent.then(|| "(no output)".to_owned()));
    }
    if !others.is_empty() {
        let of = plural(others.iter().sum(), outputs.noun);
        let more = plural(others.len(), "more output");
        lines.extend([String::new(), format!("{more}, of {of}")]);
    }
    if printed > 0 {
        lines.extend([String::new(), format!("all of it:  {}", all(row, options))]);
    }
    lines
}

/// The command that prints the whole outputs.
fn all(row: &Row, options: &OutputOptions) -> String {
    let mut words = vec![options.program_for(row), row.id()];
    if matches!(row.named(), Shown::Some(named) if named.len() <= NAMED) {
        let named = row.invocation().chosen(row.named()).map(Instance::id);
        words.extend(named.map(String::from));
    }
    sanitise::line(&format!("{} --failed -o output", words.join(" "))).into_owned()
}
