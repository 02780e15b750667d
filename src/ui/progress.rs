//! Lines on standard error that move while work goes on.

use std::collections::BTreeMap;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::sanitise;

/// A line that counts up while work goes on.
#[derive(Debug)]
pub struct Progress(ProgressBar);

impl Progress {
    pub(super) fn new(word: &'static str, terminal: bool) -> Self {
        let bar = if terminal {
            ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
        } else {
            ProgressBar::hidden()
        };
        bar.set_message(word);
        let progress = Self(bar);
        progress.look_like("{msg} {pos}");
        progress
    }

    /// How far there is to go.
    pub fn set_length(&self, length: usize) {
        self.look_like("{msg} {pos}/{len} [{bar:30}]");
        self.0.set_length(length as u64);
    }

    fn look_like(&self, template: &str) {
        // The templates are known to be sound; without one the bar has another look.
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.0.set_style(style.progress_chars("## "));
        }
    }

    /// One step further.
    pub fn advance(&self) {
        self.0.inc(1);
    }

    /// Takes the line away.
    pub fn clear(&self) {
        self.0.finish_and_clear();
    }
}

/// Where the lines of a [`Live`] stand.
pub(super) struct Moving(MultiProgress);

impl Moving {
    /// Takes the lines away while something else is written.
    pub(super) fn aside(&self, write: impl FnOnce()) {
        self.0.suspend(write);
    }
}

/// Lines that are kept up to date, one for each key.
#[derive(Debug)]
pub struct Live {
    block: MultiProgress,
    lines: BTreeMap<String, ProgressBar>,
}

impl Live {
    pub(super) fn new() -> Self {
        let block = MultiProgress::with_draw_target(ProgressDrawTarget::stderr());
        Self {
            block,
            lines: BTreeMap::new(),
        }
    }

    pub(super) fn moving(&self) -> Moving {
        Moving(self.block.clone())
    }

    /// Sets the line of a key; a new key gets a new line at the end.
    pub fn set(&mut self, key: &str, text: &str) {
        let line = self.lines.entry(key.to_owned()).or_insert_with(|| {
            let bar = ProgressBar::no_length();
            // The template is a plain message; were it not understood, the bar would have another look.
            if let Ok(style) = ProgressStyle::with_template("{msg}") {
                bar.set_style(style);
            }
            self.block.add(bar)
        });
        line.set_message(sanitise::line(text).into_owned());
        line.tick();
    }

    /// Takes all lines away.
    pub fn clear(self) {
        for line in self.lines.values() {
            line.finish_and_clear();
        }
        // A terminal that is gone needs no clearing.
        let _ = self.block.clear();
    }
}
