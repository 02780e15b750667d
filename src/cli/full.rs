//! `--full` and what belongs to it.

use super::{Problem, QueryArgs};
use crate::query::{Query, Wanted};

/// The most of one output when nothing else is said, in bytes.
const USUAL: u64 = 64 * 1024 * 1024;

pub(super) fn read(args: &QueryArgs, wanted: &mut Wanted, problems: &mut Vec<Problem>) {
    let typed = args.result.max_output.as_deref();
    let most = typed.map_or(Some(USUAL), size);
    if most.is_none() {
        problems.push(Problem(format!(
            "--max-output `{}`: must be a size such as 500K, 64M or 1G, and at most 2G",
            typed.unwrap_or_default()
        )));
    }
    wanted.full = most.filter(|_| args.result.full);
}

/// What does not go together with it.
pub(super) fn conflicts(args: &QueryArgs, query: &Query, wanted: &Wanted) -> Vec<String> {
    let result = &args.result;
    let mut wrong = Vec::new();
    if result.max_output.is_some() && !result.full {
        wrong.push("--max-output belongs to --full".to_owned());
    }
    if result.full && !query.include_output {
        wrong.push(
            "--full is for outputs: -o output or brief, --save, --grep, --report or --include-output"
                .to_owned(),
        );
    }
    if result.full && !args.connection.from.is_empty() {
        wrong.push("--full asks OSS, and --from reads saved answers".to_owned());
    }
    if result.full && wanted.form == crate::query::Form::Api {
        wrong.push("-o api prints what the service sent, and --full is not of it".to_owned());
    }
    wrong
}

/// A number of bytes, with a unit of powers of 1024 or none.
fn size(text: &str) -> Option<u64> {
    let without_byte = text.strip_suffix("iB").or_else(|| text.strip_suffix('B'));
    let text = without_byte.unwrap_or(text);
    let units = [('K', 10), ('M', 20), ('G', 30)];
    let scaled = |(unit, shift)| Some((text.strip_suffix(unit)?, shift));
    let (digits, shift) = units.into_iter().find_map(scaled).unwrap_or((text, 0));
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = digits.parse().ok().filter(|_| is_number)?;
    let bytes = number.checked_mul(1 << shift)?;
    (1..=2 << 30).contains(&bytes).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_read() {
        for (text, bytes) in [
            ("1", Some(1)),
            ("500K", Some(500 * 1024)),
            ("64MiB", Some(64 << 20)),
            ("2GB", Some(2 << 30)),
            ("3G", None),
            ("0", None),
            ("", None),
            ("M", None),
            ("1KK", None),
            ("-1", None),
            ("1.5M", None),
        ] {
            assert_eq!(size(text), bytes, "{text}");
        }
    }
}
