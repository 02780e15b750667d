//! `--jq`: a jq program over the whole JSON result.

mod value;
mod worker;

use jaq_core::data::JustLut;
use jaq_core::load::{self, Arena, Error as LoadError, File, Loader};
use jaq_core::{Compiler, Native};
use jaq_json::Val;

use super::{Look, Remark, Renderer};
use crate::exit::Exit;
use crate::model::Selected;
use worker::Worker;

/// Formats that jq has and the library has not.
const FORMATS: &str = r#"
def @csv:
    def quoted: if type == "string" then "\"" + (split("\"") | join("\"\"")) + "\"" else tostring end;
    [.[] | if . == null then "" else quoted end] | join(",");
def @tsv:
    def replaced($from; $to): split($from) | join($to);
    def escaped: replaced("\\"; "\\\\") | replaced("\t"; "\\t") | replaced("\n"; "\\n") | replaced("\r"; "\\r");
    [.[] | if . == null then "" elif type == "string" then escaped else tostring end] | join("\t");
"#;

/// A compiled program.
type Filter = jaq_core::compile::Filter<Native<JustLut<Val>>>;

/// A program that can be compiled.
#[derive(Clone, Debug)]
pub struct Program(String);

impl Program {
    /// Checks a program.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or what it uses and does not exist.
    pub fn compile(code: &str) -> Result<Self, String> {
        compiled(code)?;
        Ok(Self(code.to_owned()))
    }
}

fn compiled(code: &str) -> Result<Filter, String> {
    // As in jq, nothing at all is the program that changes nothing.
    let code = if code.trim().is_empty() { "." } else { code };
    let formats = load::parse(FORMATS, |parser| parser.defs()).unwrap_or_default();
    let defs = jaq_core::defs()
        .chain(jaq_std::defs())
        .chain(jaq_json::defs())
        .chain(formats);
    let funs = jaq_core::funs()
        .chain(jaq_std::funs())
        .chain(jaq_json::funs());
    let arena = Arena::default();
    let modules = Loader::new(defs).load(&arena, File { code, path: () });
    let modules = modules.map_err(|errors| {
        errors
            .into_iter()
            .map(|(_, error)| unreadable(error))
            .next()
            .unwrap_or_default()
    })?;
    let compiled = Compiler::default().with_funs(funs).compile(modules);
    compiled.map_err(|errors| {
        let undefined = errors.into_iter().flat_map(|(_, errors)| errors);
        let named: Vec<String> = undefined
            .map(|(name, kind)| format!("there is no {} `{name}`", kind.as_str()))
            .collect();
        named.join(", ")
    })
}

/// Where a program cannot be read.
fn unreadable(error: LoadError<&str>) -> String {
    let near = |text: &str| match text.trim() {
        "" => "it ends too early".to_owned(),
        text => format!(
            "it cannot be read from `{}` on",
            text.chars().take(40).collect::<String>()
        ),
    };
    match error {
        LoadError::Io(modules) => {
            let names: Vec<&str> = modules.iter().map(|(name, _)| *name).collect();
            format!("modules cannot be used here: {}", names.join(", "))
        }
        LoadError::Lex(errors) => near(errors.first().map_or("", |(_, rest)| rest)),
        LoadError::Parse(errors) => near(errors.first().map_or("", |(_, found)| found)),
    }
}

/// Hands the JSON result to a worker, and prints what the program makes of it.
pub struct Jq {
    lines: Box<dyn Renderer>,
    program: Program,
    look: Look,
    page: Vec<u8>,
    worker: Option<Worker>,
    broken: Option<String>,
}

impl std::fmt::Debug for Jq {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Jq")
    }
}

impl Jq {
    /// Runs `program` over the array of the values that `lines` writes.
    #[must_use]
    pub fn new(lines: Box<dyn Renderer>, program: Program, look: Look) -> Self {
        Self {
            lines,
            program,
            look,
            page: Vec::new(),
            worker: None,
            broken: None,
        }
    }

    /// Hands on what was written since the last time.
    fn hand_on(&mut self) {
        let page = std::mem::take(&mut self.page);
        if self.worker.is_none() && self.broken.is_none() {
            match Worker::start(self.program.0.clone(), self.look.clone()) {
                Ok(worker) => self.worker = Some(worker),
                Err(error) => self.broken = Some(format!("no thread can be started: {error}")),
            }
        }
        if let Some(worker) = &self.worker {
            worker.take(page);
        }
    }
}

impl Renderer for Jq {
    fn row(&mut self, row: &Selected, _out: &mut Vec<u8>) {
        self.lines.row(row, &mut self.page);
    }

    fn page_end(&mut self, _out: &mut Vec<u8>) {
        self.hand_on();
    }

    fn end(&mut self, whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        let mut remarks = self.lines.end(whole, &mut self.page);
        // A program would take a part for the whole.
        if !whole {
            return remarks;
        }
        self.hand_on();
        if let Some(worker) = self.worker.take() {
            let answer = worker.finish();
            out.extend_from_slice(&answer.printed);
            self.broken = answer.error;
        }
        let error = self.broken.take();
        let told = error.map(|error| Remark::Error(Exit::Usage, format!("--jq: {error}")));
        remarks.extend(told);
        remarks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(code: &str, json: &str) -> Result<Vec<String>, String> {
        let (mut values, mut results) = (Vec::new(), Vec::new());
        value::read(json.as_bytes().to_vec(), &mut values).map_err(|error| error.to_string())?;
        let input = values.into_iter().next().unwrap_or_default();
        worker::each(&compiled(code)?, &input, |value| {
            results.push(value.to_string());
        })?;
        Ok(results)
    }

    #[test]
    fn programs_run_over_the_whole_array() {
        let json = r#"[{"a":1},{"a":2}]"#;
        assert_eq!(
            results(".[].a", json),
            Ok(vec!["1".to_owned(), "2".to_owned()])
        );
        assert_eq!(results("map(.a) | add", json), Ok(vec!["3".to_owned()]));
        assert_eq!(results("length, halt, 7", json), Ok(vec!["2".to_owned()]));
    }

    #[test]
    fn errors_are_in_our_words() {
        let wrong = |code| results(code, "[1]").unwrap_err();
        assert_eq!(wrong(".["), "it ends too early");
        assert_eq!(wrong(". )x"), "it cannot be read from `)x` on");
        assert_eq!(wrong(". |"), "it ends too early");
        assert_eq!(wrong("nothing(1)"), "there is no filter `nothing`");
        assert_eq!(wrong(". + $x"), "there is no variable `$x`");
        assert!(!wrong(".[].a").is_empty());
    }
}
