//! The only door to standard output and standard error: data on the one, everything said to the user on the other.

use std::io::{self, Write};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anstyle::{AnsiColor, Style};

mod message;
mod progress;

pub use message::{InvocationProgress, Message, Said, Service};
use progress::Lines;
pub use progress::{Live, Progress};

use crate::cells::{with_command, wrapped};
use crate::sanitise;

/// How many messages are kept for those who ask what was said.
const KEPT: usize = 200;

/// How far the lines that follow the first one of a message are set in.
const HANG: usize = 2;

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorWhen {
    /// On a terminal, unless the environment says otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How this run speaks.
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner {
    /// Colours on standard error.
    pub colored_stderr: bool,
    /// Standard error is a terminal, so that lines on it may move.
    pub terminal_stderr: bool,
    /// Standard output is a terminal too.
    pub terminal_stdout: bool,
    /// Notes and warnings are not shown.
    pub no_notes: bool,
    /// Warnings count as failures and are told as such, with this exit code and kind.
    pub strict: Option<(u8, &'static str)>,
    /// Cells of a line of the terminal, where it tells them.
    pub width: Option<usize>,
}

/// The pager, for tables that are longer than the screen.
#[derive(Clone, Debug, Default)]
pub struct Pager {
    /// The command, with its arguments.
    pub command: Vec<String>,
    /// Set while it has the terminal.
    pub paging: Arc<AtomicBool>,
    /// Lines that the terminal shows at once.
    pub height: usize,
}

/// Why data could not be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The reader is gone, which is its right.
    #[error("the reader closed the pipe")]
    Closed,
    /// The user left the pager.
    #[error("the pager was left")]
    PagerLeft,
    /// The disk is full, or the like.
    #[error("cannot write to standard output: {0}")]
    Failed(io::Error),
}

/// The two streams. Clones speak through the same door.
#[derive(Clone)]
pub struct Ui(Arc<Mutex<Inner>>);

#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Inner {
    out: Box<dyn Write + Send>,
    err: Box<dyn Write + Send>,
    manner: Manner,
    wrote: bool,
    json: bool,
    warned: bool,
    /// Errors, warnings and notes, whether or not they were shown.
    said: Vec<Said>,
    /// Data on the terminal ended within a line.
    ends_open: bool,
    /// The pager that would be started.
    pager: Option<Pager>,
    /// The pager that was started.
    paged: Option<Child>,
    /// Lines that are kept up to date.
    lines: Lines,
    /// Something is drawn on a screen of its own.
    has_screen: bool,
    /// What was said meanwhile.
    held: String,
}

impl std::fmt::Debug for Ui {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ui")
    }
}

/// What kind of thing is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// It went wrong.
    Error,
    /// It may be wrong.
    Warning,
    /// Good to know.
    Note,
    /// What to do next.
    Hint,
    /// What happened meanwhile.
    #[default]
    Info,
}

impl Level {
    fn word_and_style(self) -> (&'static str, Style) {
        let bold = |color: AnsiColor| color.on_default().bold();
        match self {
            Self::Error => ("error", bold(AnsiColor::Red)),
            Self::Warning => ("warning", bold(AnsiColor::Yellow)),
            Self::Note => ("note", bold(AnsiColor::Cyan)),
            Self::Hint => ("hint", bold(AnsiColor::Green)),
            Self::Info => ("info", Style::new()),
        }
    }
}

impl Ui {
    /// A door to two streams.
    pub fn new(out: Box<dyn Write + Send>, err: Box<dyn Write + Send>) -> Self {
        let manner = Manner::default();
        let inner = Inner {
            out,
            err,
            manner,
            wrote: false,
            json: false,
            warned: false,
            said: Vec::new(),
            ends_open: false,
            pager: None,
            paged: None,
            lines: Lines::default(),
            has_screen: false,
            held: String::new(),
        };
        Self(Arc::new(Mutex::new(inner)))
    }

    /// Decides how to speak, once that is known.
    pub fn set_manner(&self, manner: Manner) {
        self.lock().manner = manner;
    }

    /// From now on long data goes through the pager.
    pub fn set_pager(&self, pager: Pager) {
        self.lock().pager = Some(pager);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes data and flushes it: whoever reads sees it before anything else happens.
    ///
    /// # Errors
    ///
    /// When the reader is gone or the write fails.
    pub fn data(&self, bytes: &[u8]) -> Result<(), OutputError> {
        if bytes.is_empty() {
            return Ok(());
        }
        let mut inner = self.lock();
        inner.start_pager_for(bytes);
        inner.write(bytes)
    }

    /// From now on everything on standard error is a JSON object a line.
    pub fn speak_json(&self) {
        self.lock().json = true;
    }

    /// From now on a warning that counts as a failure is told with this exit code and kind.
    pub fn set_strict(&self, exit: u8, kind: &'static str) {
        self.lock().manner.strict = Some((exit, kind));
    }

    /// Whether anything was warned of.
    pub fn has_warned(&self) -> bool {
        self.lock().warned
    }

    /// The errors, warnings and notes so far, those that are not shown too.
    pub fn said(&self) -> Vec<Said> {
        self.lock().said.clone()
    }

    /// Says something on standard error: `word: text`, control characters made visible.
    pub fn say(&self, level: Level, text: &str) {
        self.tell(&Message {
            level,
            text,
            ..Message::default()
        });
    }

    /// Says something with all that belongs to it.
    pub fn tell(&self, message: &Message<'_>) {
        let mut inner = self.lock();
        let warning = message.level == Level::Warning;
        inner.warned |= warning;
        if message.level != Level::Info && inner.said.len() < KEPT {
            inner.said.push(message.to_said());
        }
        let strict = inner.manner.strict.filter(|_| warning);
        if inner.manner.no_notes && strict.is_none() && (warning || message.level == Level::Note) {
            return;
        }
        let message = match strict {
            Some((exit, kind)) => Message {
                level: Level::Error,
                exit: Some(exit),
                kind: Some(kind),
                ..*message
            },
            None => *message,
        };
        if inner.json {
            inner.err_line(&message.json());
        } else {
            inner.text(&message);
        }
    }

    /// A note.
    pub fn note(&self, text: &str) {
        self.say(Level::Note, text);
    }

    /// A warning.
    pub fn warning(&self, text: &str) {
        self.say(Level::Warning, text);
    }

    /// A line on standard error as it is, but for control characters.
    pub fn line(&self, text: &str) {
        self.plain(text, Style::new(), None);
    }

    /// A line that says how far an invocation is.
    pub fn progress_line(&self, text: &str, progress: &InvocationProgress) {
        self.plain(text, Style::new(), Some(progress));
    }

    /// A line on standard error that stays in the background.
    pub fn dim_line(&self, text: &str) {
        self.plain(text, Style::new().dimmed(), None);
    }

    fn plain(&self, text: &str, style: Style, progress: Option<&InvocationProgress>) {
        let mut inner = self.lock();
        if inner.json {
            let message = Message {
                text,
                progress,
                ..Message::default()
            };
            // Blank lines set things apart for eyes alone.
            if !text.is_empty() {
                inner.err_line(&message.json());
            }
            return;
        }
        let text = wrapped(text, inner.width(), HANG);
        let line = inner.paint(&sanitise::lines(&text), style);
        inner.err_line(&line);
    }

    /// Text on standard error in which everything foreign is escaped, and which carries its own colours.
    pub fn raw_error(&self, text: &str) {
        let mut inner = self.lock();
        inner.err_line(text.trim_end());
    }

    /// A line on standard error that counts up; nothing where that is no terminal.
    pub fn progress(&self, word: &'static str) -> Progress {
        Progress::new(word, self.live())
    }

    /// Lines on standard error that are kept up to date; `None` where that is no terminal.
    pub fn live(&self) -> Option<Live> {
        let terminal = self.lock().manner.terminal_stderr;
        terminal.then(|| Live::new(self.clone()))
    }

    /// Draws lines on a screen of their own (xterm: the alternate screen buffer), over those before. What is longer than a
    /// line is cut by the terminal.
    ///
    /// # Errors
    ///
    /// As for [`Ui::data`].
    pub fn draw_screen(&self, lines: &[&str]) -> Result<(), OutputError> {
        let mut inner = self.lock();
        let mut bytes = String::new();
        if !std::mem::replace(&mut inner.has_screen, true) {
            // The alternate screen, no cursor, no wrapping (DECSET 1049, 25, 7).
            bytes.push_str("\x1b[?1049h\x1b[?25l\x1b[?7l");
        }
        bytes.push_str("\x1b[H");
        for line in lines {
            bytes.push_str(line);
            // Away with the rest of the line that was there before (ECMA-48: EL).
            bytes.push_str("\x1b[K\r\n");
        }
        bytes.push_str("\x1b[J");
        inner.write(bytes.as_bytes())
    }

    /// Goes back to the screen that was there before, if there is another, and says what was held back meanwhile.
    ///
    /// # Errors
    ///
    /// As for [`Ui::data`].
    pub fn leave_screen(&self) -> Result<(), OutputError> {
        let mut inner = self.lock();
        if std::mem::take(&mut inner.has_screen) {
            inner.write(b"\x1b[?7h\x1b[?25h\x1b[?1049l")?;
            let held = std::mem::take(&mut inner.held);
            inner.err(&held);
        }
        Ok(())
    }

    /// Lets the user read on in the pager, if one was started, until they leave it.
    pub fn end(&self) {
        // When standard output is gone there is no screen to leave.
        let _ = self.leave_screen();
        let paged = self.lock().paged.take();
        if let Some(mut paged) = paged {
            drop(paged.stdin.take());
            // Whether the pager ended well is its own affair.
            let _ = paged.wait();
            self.lock().set_paging(false);
        }
    }
}

impl Inner {
    fn text(&mut self, message: &Message<'_>) {
        self.headed(message.level, message.text);
        for line in message.context {
            self.said(&format!("  {}", sanitise::lines(line)), 2 * HANG);
        }
        if let Some(hint) = message.hint {
            self.headed(Level::Hint, hint);
        }
        if let Some(service) = message.service {
            let line = format!("  {service}");
            let line = wrapped(&line, self.width(), 2 * HANG);
            let line = self.paint(&sanitise::lines(&line), Style::new().dimmed());
            self.err_line(&line);
        }
    }

    fn headed(&mut self, level: Level, text: &str) {
        let (word, style) = level.word_and_style();
        let head = self.paint(word, style);
        self.said(&format!("{head}: {}", sanitise::lines(text)), HANG);
    }

    /// Lines broken where the terminal ends, and on a terminal each command on a line of its own.
    fn said(&mut self, text: &str, hang: usize) {
        let width = self.width();
        for line in text.lines() {
            let said = match with_command(line) {
                (text, Some(command)) if width.is_some() => {
                    format!("{}\n{:hang$}{command}", wrapped(text, width, hang), "")
                }
                _ => wrapped(line, width, hang).into_owned(),
            };
            self.err_line(&said);
        }
    }

    fn width(&self) -> Option<usize> {
        self.manner.width.filter(|_| self.manner.terminal_stderr)
    }

    fn paint(&self, text: &str, style: Style) -> String {
        if self.manner.colored_stderr && style != Style::new() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    fn err_line(&mut self, line: &str) {
        self.err(&format!("{line}\n"));
    }

    /// Writes text above the lines that are kept up to date.
    fn err(&mut self, text: &str) {
        if self.has_screen {
            self.held.push_str(text);
            return;
        }
        let erased = self.lines.erase();
        let drawn = self.lines.draw(self.manner.width);
        let both = self.manner.terminal_stderr && !(text.is_empty() && drawn.is_empty());
        let break_due = both && std::mem::take(&mut self.ends_open);
        let line_break = if break_due { "\n" } else { "" };
        // When standard error is gone there is nobody left to tell.
        let _ = self
            .err
            .write_all(format!("{erased}{line_break}{text}{drawn}").as_bytes());
        let _ = self.err.flush();
    }

    /// The first thing that is written decides: when it is longer than the screen, the pager shows it.
    fn start_pager_for(&mut self, bytes: &[u8]) {
        if std::mem::replace(&mut self.wrote, true) {
            return;
        }
        let Some(pager) = &self.pager else { return };
        let Some((program, arguments)) = pager.command.split_first() else {
            return;
        };
        let lines = bytes.split(|byte| *byte == b'\n').skip(1).count();
        if lines < pager.height {
            return;
        }
        // Without the program the terminal's own scrolling has to do.
        self.paged = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .spawn()
            .ok();
        self.set_paging(self.paged.is_some());
    }

    fn set_paging(&self, paging: bool) {
        if let Some(pager) = &self.pager {
            pager.paging.store(paging, Ordering::Relaxed);
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), OutputError> {
        // Both streams may go to one terminal. The lines are drawn again when the next one is set.
        let _ = self.err.write_all(self.lines.erase().as_bytes());
        let paged = self.paged.as_mut().and_then(|pager| pager.stdin.as_mut());
        let is_paged = paged.is_some();
        self.ends_open = self.manner.terminal_stdout && !is_paged && !bytes.ends_with(b"\n");
        let out: &mut dyn Write = match paged {
            Some(stdin) => stdin,
            None => &mut self.out,
        };
        let written = out.write_all(bytes).and_then(|()| out.flush());
        written.map_err(|error| match error.kind() {
            io::ErrorKind::BrokenPipe if is_paged => OutputError::PagerLeft,
            io::ErrorKind::BrokenPipe => OutputError::Closed,
            _ => OutputError::Failed(error),
        })
    }
}

/// Whether to colour a stream: `--color` first, then `CLICOLOR_FORCE`, then what forbids it, then whether it is a
/// terminal (no-color.org, bixense.com/clicolors).
pub fn colored<'e>(
    when: ColorWhen,
    var: impl Fn(&str) -> Option<&'e str>,
    is_terminal: bool,
) -> bool {
    match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto if var("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        ColorWhen::Auto => {
            let forbidden = var("NO_COLOR").is_some()
                || var("TERM") == Some("dumb")
                || var("CLICOLOR") == Some("0");
            is_terminal && !forbidden
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn it_is_known_how_long_the_pager_has_the_terminal() {
        let ui = Ui::new(Box::new(io::sink()), Box::new(io::sink()));
        let paging = Arc::new(AtomicBool::new(false));
        ui.set_pager(Pager {
            command: ["sh", "-c", "cat > /dev/null"].map(str::to_owned).to_vec(),
            paging: paging.clone(),
            height: 0,
        });
        ui.data(b"a row\n").unwrap();
        assert!(paging.load(Ordering::Relaxed));
        ui.end();
        assert!(!paging.load(Ordering::Relaxed));
    }

    #[test]
    fn the_strongest_word_on_colour_wins() {
        let env = |pairs: &'static [(&str, &str)]| {
            move |name: &str| {
                pairs
                    .iter()
                    .find(|(n, _)| *n == name)
                    .map(|(_, value)| *value)
            }
        };
        let none = env(&[]);
        assert!(colored(ColorWhen::Auto, none, true));
        assert!(!colored(ColorWhen::Auto, none, false));
        assert!(!colored(ColorWhen::Auto, env(&[("NO_COLOR", "1")]), true));
        assert!(!colored(ColorWhen::Auto, env(&[("TERM", "dumb")]), true));
        assert!(!colored(ColorWhen::Auto, env(&[("CLICOLOR", "0")]), true));
        let forced = env(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]);
        assert!(colored(ColorWhen::Auto, forced, false));
        assert!(!colored(ColorWhen::Never, forced, true));
        assert!(colored(ColorWhen::Always, env(&[("NO_COLOR", "1")]), false));
    }
}
