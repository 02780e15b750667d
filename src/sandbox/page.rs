//! The answer to a request that is served, and how it can differ on purpose from what it should be.

/// The text of an answer and how many records it holds.
#[derive(Debug)]
pub struct Page {
    /// The body.
    pub body: Vec<u8>,
    /// How many records it holds.
    pub records: usize,
    /// It holds none because of [`Twist::Empty`].
    pub empty_on_purpose: bool,
}

impl Page {
    /// An answer as it should be.
    pub fn whole(body: Vec<u8>, records: usize) -> Self {
        Self {
            body,
            records,
            empty_on_purpose: false,
        }
    }
}

/// How a page differs on purpose from what it should be.
#[derive(Clone, Copy, Debug, Default)]
pub enum Twist<'a> {
    /// Not at all.
    #[default]
    None,
    /// What is asked for has not arrived yet.
    Hidden,
    /// Nothing but a token, which leads to the real page; pages by number and pages behind an empty one are as they are.
    Empty,
    /// Its token is this.
    Repeat(&'a str),
}
