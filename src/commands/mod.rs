//! One verb per file: what it needs, what it asks, what it prints.

pub mod completions;
pub mod explain;
pub mod profiles;
pub mod query;
pub mod sandbox;

mod asker;

use crate::config::{Loaded, Profile};
use crate::ui::Ui;

/// Warns of a profile file whose secrets others can read.
fn warn_if_exposed(loaded: &Loaded, ui: &Ui) {
    let secret = loaded.config.profiles.values().any(Profile::holds_secret);
    if loaded.readable_by_others && secret {
        let path = &loaded.shown;
        ui.warning(&format!(
            "others can read the secrets in {path}; run  chmod 600 {path}"
        ));
    }
}
