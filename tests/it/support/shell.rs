//! A shell that knows one program, for the sessions that readers are shown: each line is typed at the time of the tests
//! on a terminal, in one directory, and what the screen then holds comes back.

use std::path::Path;

use tempfile::TempDir;

use super::Invq;

/// Where lines are typed.
pub struct Shell {
    cells: u16,
    colored: bool,
    directory: TempDir,
    code: i32,
}

impl Shell {
    /// A terminal so many cells wide, without colour.
    pub fn new(cells: u16) -> Self {
        Self {
            cells,
            colored: false,
            directory: tempfile::tempdir().unwrap(),
            code: 0,
        }
    }

    /// With colour.
    pub fn colored(mut self) -> Self {
        self.colored = true;
        self
    }

    /// What a line prints: `invq …`, perhaps into a file, or `echo $?`.
    pub fn run(&mut self, line: &str) -> String {
        if line == "echo $?" {
            return format!("{}\n", self.code);
        }
        let (line, file) = match line.split_once(" > ") {
            Some((line, file)) => (line, Some(file)),
            None => (line, None),
        };
        let mut words = shlex::split(line).unwrap().into_iter();
        assert_eq!(words.next().as_deref(), Some("invq"), "{line}");
        let mut invq = Invq::new("").one_screen();
        if !self.colored {
            invq = invq.env("NO_COLOR", "1");
        }
        let mut is_output = false;
        for word in words {
            let path = self.path(&word);
            let is_there = Path::new(&path).exists() && !word.is_empty();
            let names_output = ["--into", "--save"].contains(&word.as_str());
            invq = invq.arg(if is_output || is_there { path } else { word });
            is_output = names_output;
        }
        let Some(file) = file else {
            let run = invq.terminal(self.cells).run();
            self.code = run.code;
            return left(&run.stdout()).replace(&self.path(""), "");
        };
        let run = invq.run().quiet();
        std::fs::write(self.path(file), run.out).unwrap();
        self.code = run.code;
        String::new()
    }

    /// A file of the directory is named with the whole way to it, for all tests share the directory of their process.
    fn path(&self, name: &str) -> String {
        self.directory.path().join(name).display().to_string()
    }
}

/// What is left on the screen when lines were erased (`ESC [ n F`, `ESC [ 0 J`).
fn left(printed: &str) -> String {
    let mut screen = String::new();
    let mut rest = printed;
    while let Some((before, after)) = rest.split_once("\u{1b}[0J") {
        let (text, up) = before.rsplit_once("\u{1b}[").unwrap();
        screen.push_str(text);
        rest = after;
        let up: usize = up.strip_suffix('F').unwrap().parse().unwrap();
        let kept = screen.lines().count() - up;
        screen = screen.split_inclusive('\n').take(kept).collect();
    }
    screen + rest
}
