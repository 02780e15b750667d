//! `--report`: what is to be written, and where.

use super::{Problem, QueryArgs, result};
use crate::query::{ReportFile, ReportKind};

pub(super) fn read(args: &QueryArgs, problems: &mut Vec<Problem>) -> Vec<ReportFile> {
    let mut reports: Vec<ReportFile> = Vec::new();
    for typed in &args.result.report {
        match one(typed) {
            Ok(report) if reports.iter().any(|other| other.path == report.path) => {
                let text = format!("--report: {} is named twice", report.path.display());
                problems.push(Problem(text));
            }
            Ok(report) => reports.push(report),
            Err(problem) => problems.push(Problem(problem)),
        }
    }
    if !reports.is_empty() && args.waiting.watch.is_some() {
        let text =
            "--watch asks again and again, and --report is of one answer; --wait goes with it";
        problems.push(Problem(text.to_owned()));
    }
    reports
}

fn one(typed: &str) -> Result<ReportFile, String> {
    let (word, path) = match typed.split_once('=') {
        Some((word, path)) => (word, Some(path)),
        None => (typed, None),
    };
    let mut kinds = ReportKind::NAMES.iter();
    let Some((_, kind)) = kinds.find(|(name, _)| word.eq_ignore_ascii_case(name)) else {
        let names = ReportKind::NAMES.iter().map(|(name, _)| *name);
        return Err(result::unknown("--report", word, names));
    };
    match path {
        None | Some("") => Err(format!(
            "--report `{typed}`: must be KIND=FILE, such as {word}=FILE"
        )),
        Some("-") => Err(format!(
            "--report `{typed}`: standard output holds the result itself; name a file"
        )),
        Some(path) => Ok(ReportFile {
            kind: *kind,
            path: path.into(),
        }),
    }
}
