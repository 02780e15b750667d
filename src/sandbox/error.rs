//! Why a sandbox does not start: what was wrong with the options, the saved file or the address.

use std::io;
use std::net::SocketAddr;

/// Why the sandbox could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The address would let other machines in.
    #[error("the sandbox listens on loopback addresses only, not on {0}")]
    NotLoopback(SocketAddr),
    /// The address cannot be had.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// An access key that is not `ID:SECRET` or `ID:SECRET:TOKEN`. The text is not repeated: it holds a secret.
    #[error("an access key has the form ID:SECRET or ID:SECRET:TOKEN, and no part of it is empty")]
    AccessKey,
    /// Two access keys with one ID.
    #[error("access key `{0}` is given twice")]
    AccessKeyTwice(String),
    /// A fault that does not exist.
    #[error("there is no fault `{word}`; {}", match .near { Some(near) => format!("did you mean `{near}`?"), None => format!("there are {}", .known) })]
    NoSuchFault {
        /// What was written.
        word: String,
        /// The nearest that exists.
        near: Option<&'static str>,
        /// All that exist.
        known: String,
    },
    /// A fault of an action that is not served.
    #[error("there is no action `{0}` here that something could go wrong with")]
    NoSuchAction(String),
    /// A rate that is none.
    #[error("`{0}`: a fault is written KIND or KIND:RATE, and its rate is a number from 0 to 1")]
    FaultRate(String),
    /// The saved text is not JSON.
    #[error("the saved data is not JSON")]
    SavedJson(#[source] serde_json::Error),
    /// A JSON value that holds no invocations.
    #[error("value {position} of the saved data {problem}")]
    SavedShape {
        /// Which of the values one after the other, from 1.
        position: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// No value at all.
    #[error("the saved data is empty")]
    SavedEmpty,
}
