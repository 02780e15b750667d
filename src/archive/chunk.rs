//! Lines of files, many at a time: unpacked by whichever thread is free, and parsed by several at once.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use crate::engine::saved::lines;
use crate::model::{Encoding, Invocation};

/// So many bytes are read at once.
const SIZE: usize = 256 * 1024;

/// A line may be this long, in bytes.
const LONGEST: usize = 256 * 1024 * 1024;

/// Whole lines of a file.
#[derive(Debug)]
pub(super) struct Chunk {
    /// Which file.
    pub file: usize,
    /// The number of its first line, from 0.
    pub first: usize,
    text: Vec<u8>,
}

/// A file, unpacked if it has to be.
pub(super) fn unpacked(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    let file = File::open(path)?;
    if path.extension().is_some_and(|extension| extension == "gz") {
        return Ok(Box::new(MultiGzDecoder::new(BufReader::with_capacity(
            SIZE, file,
        ))));
    }
    Ok(Box::new(file))
}

/// The lines of one file, from its first on.
pub(super) struct LineReader {
    file: usize,
    input: Box<dyn Read + Send>,
    /// The begin of a line whose end has not been read.
    rest: Vec<u8>,
    next: usize,
    ended: bool,
}

impl LineReader {
    pub(super) fn open(file: usize, path: &Path) -> io::Result<Self> {
        Ok(Self {
            file,
            input: unpacked(path)?,
            rest: Vec::new(),
            next: 0,
            ended: false,
        })
    }

    /// How many lines were handed out.
    pub(super) fn count(&self) -> usize {
        self.next
    }

    /// The next lines. After an error, those before it have been handed out.
    pub(super) fn next(&mut self) -> Option<io::Result<Chunk>> {
        let mut text = std::mem::take(&mut self.rest);
        while !self.ended {
            let before = text.len();
            text.reserve(SIZE);
            let read = self.input.by_ref().take(SIZE as u64).read_to_end(&mut text);
            self.ended = matches!(read, Ok(0) | Err(_));
            let fresh = text.get(before..).unwrap_or_default();
            let cut = memchr::memrchr(b'\n', fresh).map(|place| before + place + 1);
            if let Some(cut) = cut {
                self.rest = text.split_off(cut);
            }
            match (cut, read) {
                (Some(_), read) => {
                    if let Err(error) = read {
                        self.input = Box::new(Failing(Some(error)));
                        self.ended = false;
                    }
                    return Some(Ok(self.chunk(text)));
                }
                (None, Err(error)) => return Some(Err(error)),
                (None, Ok(_)) if text.len() > LONGEST => {
                    self.ended = true;
                    let problem = "a line is longer than 256 MiB";
                    return Some(Err(io::Error::new(io::ErrorKind::InvalidData, problem)));
                }
                (None, Ok(_)) => {}
            }
        }
        // The last line may lack its end.
        (!text.is_empty()).then(|| Ok(self.chunk(text)))
    }

    fn chunk(&mut self, text: Vec<u8>) -> Chunk {
        let first = self.next;
        let is_cut = text.last().is_some_and(|byte| *byte != b'\n');
        self.next += memchr::memchr_iter(b'\n', &text).count() + usize::from(is_cut);
        Chunk {
            file: self.file,
            first,
            text,
        }
    }
}

/// Gives an error once, for the next one who reads.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// A record, and the number of its line.
pub(super) type Numbered = (usize, Invocation);

impl Chunk {
    /// Its first line that says something.
    pub(super) fn begin(&self) -> Option<&[u8]> {
        let mut lines = self.text.split(|byte| *byte == b'\n');
        lines.find(|line| !line.iter().all(u8::is_ascii_whitespace))
    }

    /// The records of its lines, and what is wrong with lines that hold none.
    pub(super) fn parse(mut self, encoding: Encoding) -> (Vec<Numbered>, Vec<(usize, String)>) {
        if self.text.last() == Some(&b'\n') {
            self.text.pop();
        }
        let count = memchr::memchr_iter(b'\n', &self.text).count() + 1;
        if let Ok(records) = self.at_once(encoding)
            && records.len() == count
        {
            return ((self.first..).zip(records).collect(), Vec::new());
        }
        self.one_by_one(encoding)
    }

    /// All lines as one list, which takes half the time. Parts of a record that was torn must not be joined to a whole, so
    /// every line has to begin and to end as an object does.
    fn at_once(&self, encoding: Encoding) -> Result<Vec<Invocation>, ()> {
        let is_object = |line: &[u8]| line.starts_with(b"{") && line.ends_with(b"}");
        let ends = memchr::memchr_iter(b'\n', &self.text);
        let are_objects = ends.into_iter().all(|end| {
            let around = self.text.get(end.saturating_sub(1)..end + 2);
            around.is_some_and(|around| around == b"}\n{")
        });
        if !are_objects || !is_object(&self.text) {
            return Err(());
        }
        let mut list = Vec::with_capacity(self.text.len() + 2);
        list.push(b'[');
        list.extend(self.text.iter().map(|byte| match byte {
            b'\n' => b',',
            other => *other,
        }));
        list.push(b']');
        let list = String::from_utf8(list).map_err(|_| ())?;
        lines(list, encoding).map_err(|_| ())
    }

    fn one_by_one(&self, encoding: Encoding) -> (Vec<Numbered>, Vec<(usize, String)>) {
        let (mut records, mut wrong) = (Vec::new(), Vec::new());
        for (number, line) in (self.first..).zip(self.text.split(|byte| *byte == b'\n')) {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            match record(line, encoding) {
                Ok(record) => records.push((number, record)),
                Err(why) => wrong.push((number, why)),
            }
        }
        (records, wrong)
    }
}

/// The record of a line.
pub(super) fn record(line: &[u8], encoding: Encoding) -> Result<Invocation, String> {
    let text = str::from_utf8(line).map_err(|_| "it is not UTF-8 text".to_owned())?;
    let read = lines(format!("[{text}]"), encoding).map_err(|error| error.to_string())?;
    match <[Invocation; 1]>::try_from(read) {
        Ok([only]) => Ok(only),
        Err(_) => Err("it is not one record".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (Vec<usize>, Vec<usize>) {
        let chunk = Chunk {
            file: 0,
            first: 10,
            text: text.as_bytes().to_vec(),
        };
        let (records, wrong) = chunk.parse(Encoding::Base64);
        let numbers = |(number, _): &(usize, _)| *number;
        (
            records.iter().map(numbers).collect(),
            wrong.iter().map(|(number, _)| *number).collect(),
        )
    }

    #[test]
    fn a_damaged_line_is_told_and_no_other_is_lost_with_it() {
        let a = r#"{"InvokeId":"t-1"}"#;
        assert_eq!(parsed(&format!("{a}\n{a}\n")), (vec![10, 11], vec![]));
        assert_eq!(parsed(&format!("{a}\n\n{a}")), (vec![10, 12], vec![]));
        assert_eq!(
            parsed(&format!("{a}\n{{\"Invo\n{a}\n")),
            (vec![10, 12], vec![11])
        );
        // Two halves that would make a whole if they were joined, and two records on a line.
        let halves = "{\"InvokeId\":\"t-1\"\n\"B\":2}\n";
        assert_eq!(parsed(halves), (vec![], vec![10, 11]));
        assert_eq!(
            parsed(&format!("{a},{a}\n{halves}")),
            (vec![], vec![10, 11, 12])
        );
        assert_eq!(parsed(&format!("{a}]\n")), (vec![], vec![10]));
        for stranger in [
            "7",
            "{}",
            r#"{"Commands":1}"#,
            r#"{"InvokeId":"t-1","InstanceId":"i-1"}"#,
        ] {
            assert_eq!(parsed(&format!("{a}\n{stranger}\n")), (vec![10], vec![11]));
        }
    }
}
