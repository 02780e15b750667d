//! The log of what arrived: enough to assert on, and nothing that is secret.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use super::faults::FaultKind;

/// How many requests are remembered. A long-running server must not grow with every request.
const REMEMBERED: usize = 10_000;

/// A request and how it was answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// When it was answered.
    pub at: Timestamp,
    /// The action that was asked for, empty when none was.
    pub action: String,
    /// The action's own parameters, decoded, in the order in which they came. Common parameters (key, signature, token,
    /// nonce) and names that the action does not have are left out.
    pub parameters: Vec<(String, String)>,
    /// The HTTP status of the answer; 0 where the connection ended without one.
    pub status: u16,
    /// The service's code, when it was refused.
    pub code: Option<String>,
    /// How many records the answer holds.
    pub records: usize,
    /// The request ID of the answer.
    pub request_id: String,
    /// What went wrong on purpose.
    pub fault: Option<FaultKind>,
}

impl Request {
    /// The value of a parameter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(each, _)| each == name)
            .map(|(_, value)| value.as_str())
    }
}

/// One line for a terminal. What the client sent may hold control characters, so texts are escaped.
impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let action = if self.action.is_empty() {
            "-"
        } else {
            self.action.as_str()
        };
        write!(f, "{} {} ", self.at.strftime("%H:%M:%SZ"), self.status)?;
        match &self.code {
            Some(code) => write!(f, "{} {}", action.escape_debug(), code.escape_debug())?,
            None if self.records == 1 => write!(f, "{} 1 record", action.escape_debug())?,
            None => write!(f, "{} {} records", action.escape_debug(), self.records)?,
        }
        for (name, value) in &self.parameters {
            write!(f, " {}={}", name.escape_debug(), value.escape_debug())?;
        }
        if let Some(fault) = self.fault {
            write!(f, " (fault {})", fault.name())?;
        }
        Ok(())
    }
}

/// The newest requests.
#[derive(Debug, Default)]
pub struct Log(Mutex<VecDeque<Request>>);

impl Log {
    /// Adds a request and forgets the oldest when there are too many.
    pub fn push(&self, request: Request) {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if log.len() == REMEMBERED {
            log.pop_front();
        }
        log.push_back(request);
    }

    /// All that are remembered, oldest first.
    pub fn all(&self) -> Vec<Request> {
        let log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        log.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_whatever_the_client_sent() {
        let request = Request {
            at: "2026-06-24T08:15:30Z".parse().unwrap(),
            action: "Describe\u{1b}]0;x\u{7}".to_owned(),
            parameters: vec![("CommandName".to_owned(), "a\nb".to_owned())],
            status: 404,
            code: Some("InvalidAction.NotFound".to_owned()),
            records: 0,
            request_id: String::new(),
            fault: Some(super::super::faults::FaultKind::Reset),
        };
        let line = request.to_string();
        assert_eq!(
            line,
            r"08:15:30Z 404 Describe\u{1b}]0;x\u{7} InvalidAction.NotFound CommandName=a\nb (fault reset)"
        );
    }
}
