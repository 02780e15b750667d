//! What a run produced, whole.

use std::fmt;
use std::sync::Arc;

use tempfile::TempDir;

/// Exit code and both streams.
pub struct Run {
    pub code: i32,
    pub out: Vec<u8>,
    pub err: Vec<u8>,
    /// How long it waited each time, in milliseconds.
    pub waits: Vec<u128>,
    pub(super) home: Arc<TempDir>,
}

impl Run {
    /// Standard output, which is text in most tests.
    pub fn stdout(&self) -> String {
        String::from_utf8(self.out.clone()).unwrap()
    }

    /// Standard error.
    pub fn stderr(&self) -> String {
        String::from_utf8(self.err.clone()).unwrap()
    }

    /// The home directory, as the run left it.
    pub fn home(&self) -> &std::path::Path {
        self.home.path()
    }

    /// A file that the run left in its home directory.
    pub fn file(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.home.path().join(name)).ok()
    }

    /// Standard output's lines.
    pub fn lines(&self) -> Vec<String> {
        self.stdout().lines().map(str::to_owned).collect()
    }

    /// How long it waited each time, in whole seconds.
    pub fn seconds(&self) -> Vec<u128> {
        self.waits.iter().map(|wait| wait / 1000).collect()
    }

    /// The run succeeded and had nothing to say beside its result.
    pub fn quiet(self) -> Self {
        assert_eq!(
            (self.code, self.stderr().as_str()),
            (0, ""),
            "a quiet success was expected: {self}"
        );
        self
    }

    /// The run ended with this code.
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self}");
        self
    }

    /// Standard error holds this.
    pub fn says(self, text: &str) -> Self {
        assert!(self.stderr().contains(text), "without {text:?}: {self}");
        self
    }

    /// Neither stream holds this.
    pub fn hides(self, text: &str) -> Self {
        for bytes in [&self.out, &self.err] {
            let all = String::from_utf8_lossy(bytes);
            assert!(!all.contains(text), "with {text:?}: {all}");
        }
        self
    }
}

/// All of it in one text. What differs from run to run is replaced: ports, request IDs, the home directory, the numbers of system errors.
impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "exit {}", self.code)?;
        for (name, bytes) in [("stdout", &self.out), ("stderr", &self.err)] {
            if bytes.is_empty() {
                continue;
            }
            let text = String::from_utf8_lossy(bytes);
            let text = text.replace(&*self.home.path().to_string_lossy(), "HOME");
            let text =
                hide_error_numbers(&hide_ports(&hide_request_ids(&text))).replace('\u{1b}', "^[");
            write!(f, "---- {name}\n{text}")?;
            if !text.ends_with('\n') {
                writeln!(f, "<no line end>")?;
            }
        }
        Ok(())
    }
}

/// The systems number their errors each in their own way.
fn hide_error_numbers(text: &str) -> String {
    let mut parts = text.split("(os error ");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        shown.push_str("(os error N");
        shown.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    shown
}

fn hide_ports(text: &str) -> String {
    let mut parts = text.split("127.0.0.1:");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        shown.push_str("127.0.0.1:PORT");
        shown.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    shown
}

/// Request IDs are 36 characters: five groups of capital hexadecimal digits.
fn hide_request_ids(text: &str) -> String {
    const LENGTH: usize = 36;
    let is_id = |part: &str| {
        let groups: Vec<&str> = part.split('-').collect();
        let capital = |c: char| c.is_ascii_digit() || ('A'..='F').contains(&c);
        groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
            && groups.iter().all(|group| group.chars().all(capital))
    };
    let mut shown = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if rest.get(..LENGTH).is_some_and(is_id) {
            shown.push_str("REQUEST-ID");
            rest = &rest[LENGTH..];
        } else {
            shown.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    shown
}
