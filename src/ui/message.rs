//! Something that is said, as text for a person or as a JSON object for a program.

use std::fmt;

use serde_json::json;

use super::Level;
use crate::sanitise;

/// Something that is said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Message<'a> {
    /// How much it matters.
    pub level: Level,
    /// The exit code that follows from it.
    pub exit: Option<u8>,
    /// What kind of thing it is, for programs.
    pub kind: Option<&'a str>,
    /// What happened.
    pub text: &'a str,
    /// Lines under it.
    pub context: &'a [String],
    /// One thing to do.
    pub hint: Option<&'a str>,
    /// What the service said.
    pub service: Option<&'a Service>,
    /// How far an invocation is.
    pub progress: Option<&'a InvocationProgress>,
}

/// Something that was said, to be said again elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// How much it matters.
    pub level: Level,
    /// What happened, and the lines under it.
    pub text: String,
    /// One thing to do.
    pub hint: Option<String>,
}

/// How far an invocation is that is waited for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InvocationProgress {
    /// Its ID.
    pub invocation: String,
    /// Its status as it came.
    pub status: String,
    /// How many of its selected instances have ended.
    pub done: usize,
    /// How many of those failed.
    pub failed: usize,
    /// How many instances are selected.
    pub total: usize,
}

/// What the service said, and to whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// Its code.
    pub code: Option<String>,
    /// The HTTP status.
    pub http: Option<u16>,
    /// The ID of the request.
    pub request_id: Option<String>,
    /// The region that was asked.
    pub region: Option<String>,
    /// The profile whose keys asked.
    pub profile: Option<String>,
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            self.code.clone(),
            self.http.map(|http| format!("HTTP {http}")),
            self.request_id.as_ref().map(|id| format!("request {id}")),
            self.region.clone(),
            self.profile
                .as_ref()
                .map(|profile| format!("profile {profile}")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        f.write_str(&parts.join(", "))
    }
}

impl Message<'_> {
    pub(super) fn to_said(self) -> Said {
        let service = self.service.map(ToString::to_string);
        let lines = std::iter::once(self.text.to_owned());
        let lines = lines.chain(self.context.iter().cloned()).chain(service);
        Said {
            level: self.level,
            text: lines.collect::<Vec<_>>().join("\n"),
            hint: self.hint.map(str::to_owned),
        }
    }

    /// As a JSON object in one line, which is harmless on a terminal: characters that steer it are escapes of JSON. Every
    /// key is always there; those of an invocation only in lines that say how far one is.
    pub(super) fn json(&self) -> String {
        let service = self.service.cloned().unwrap_or_default();
        let mut object = json!({
            "level": self.level.word_and_style().0,
            "exit": self.exit,
            "kind": self.kind,
            "message": self.text,
            "context": self.context,
            "hint": self.hint,
            "code": service.code,
            "http": service.http,
            "request_id": service.request_id,
            "region": service.region,
            "profile": service.profile,
        });
        if let (Some(progress), Some(fields)) = (self.progress, object.as_object_mut()) {
            fields.extend([
                ("invocation".to_owned(), json!(progress.invocation)),
                ("status".to_owned(), json!(progress.status)),
                ("done".to_owned(), json!(progress.done)),
                ("failed".to_owned(), json!(progress.failed)),
                ("total".to_owned(), json!(progress.total)),
            ]);
        }
        sanitise::json(&object.to_string()).into_owned()
    }
}
