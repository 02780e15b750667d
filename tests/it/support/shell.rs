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
        for word in words {
            invq = invq.arg(self.in_directory(word));
        }
        let Some(file) = file else {
            let run = invq.terminal(self.cells).run();
            self.code = run.code;
            return run.stdout().replace(&self.path(""), "");
        };
        let run = invq.run().quiet();
        std::fs::write(self.path(file), run.out).unwrap();
        self.code = run.code;
        String::new()
    }

    /// A file of the directory is named with the whole way to it, for all tests share the directory of their process.
    fn in_directory(&self, word: String) -> String {
        let path = self.path(&word);
        if Path::new(&path).is_file() {
            path
        } else {
            word
        }
    }

    fn path(&self, name: &str) -> String {
        self.directory.path().join(name).display().to_string()
    }
}
