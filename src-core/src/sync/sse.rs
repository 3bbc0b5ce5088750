//! A reader of server-sent events, as much as sync needs: events of one line of data. Pure and
//! bounded: a line longer than [`MAX_LINE`] is an error.

use handbook_wire::sync::HeadEvent;

/// The longest line, in bytes. Ours have about 30.
pub const MAX_LINE: usize = 4096;

/// The stream is not one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong;

/// Takes the stream's bytes as they come and gives the events in them.
#[derive(Debug, Default)]
pub struct Parser {
    line: Vec<u8>,
    event: Vec<u8>,
    data: Vec<u8>,
    after_return: bool,
}

impl Parser {
    /// Takes the next bytes; answers the `head` events that they complete. Other events and
    /// comments are passed over.
    ///
    /// # Errors
    /// [`TooLong`].
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<HeadEvent>, TooLong> {
        let mut heads = Vec::new();
        for &byte in bytes {
            let after_return = std::mem::take(&mut self.after_return);
            match byte {
                b'\n' if after_return => {}
                b'\n' | b'\r' => {
                    self.after_return = byte == b'\r';
                    heads.extend(self.end_line()?);
                }
                _ if self.line.len() >= MAX_LINE => return Err(TooLong),
                _ => self.line.push(byte),
            }
        }
        Ok(heads)
    }

    fn end_line(&mut self) -> Result<Option<HeadEvent>, TooLong> {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            let data = std::mem::take(&mut self.data);
            return Ok(if event == b"head" {
                serde_json::from_slice(&data).ok()
            } else {
                None
            });
        }
        let (field, value) = match line.iter().position(|byte| *byte == b':') {
            Some(colon) => (&line[..colon], &line[colon + 1..]),
            None => (&line[..], &[][..]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"event" => self.event = value.to_vec(),
            b"data" => {
                if !self.data.is_empty() {
                    self.data.push(b'\n');
                }
                self.data.extend_from_slice(value);
                if self.data.len() > MAX_LINE {
                    return Err(TooLong);
                }
            }
            _ => {}
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn heads(bytes: &[u8]) -> Vec<u64> {
        let heads = Parser::default().push(bytes).unwrap();
        heads.into_iter().map(|head| head.revision).collect()
    }

    #[test]
    fn heads_are_read_and_the_rest_is_passed_over() {
        assert_eq!(heads(b"event: head\ndata: {\"revision\":7}\n\n"), [7]);
        assert_eq!(
            heads(b": alive\n\nevent:head\r\ndata:{\"revision\":8}\r\n\r\n"),
            [8]
        );
        assert_eq!(
            heads(b"event: other\ndata: {\"revision\":9}\n\n"),
            [0u64; 0]
        );
        assert_eq!(heads(b"event: head\ndata: {}\n\n"), [0u64; 0]);
        assert_eq!(
            heads(b"id: 1\nevent: head\ndata: {\ndata: \"revision\":10}\n\n"),
            [10]
        );
        assert_eq!(heads(b"event: head\ndata: {\"revision\":7}\n"), [0u64; 0]);
    }

    #[test]
    fn an_endless_line_ends() {
        assert_eq!(Parser::default().push(&[b'x'; MAX_LINE + 1]), Err(TooLong));
        let mut parser = Parser::default();
        let grown = (0..1000).try_for_each(|_| parser.push(b"data: xxxxxxxxxx\n").map(drop));
        assert_eq!(grown, Err(TooLong));
    }

    proptest! {
        #[test]
        fn where_the_stream_is_cut_does_not_matter(cuts in proptest::collection::vec(1usize..9, 0..40)) {
            let stream = b"event: head\r\ndata: {\"revision\":1}\r\n\r\n: x\n\nevent: head\ndata: {\"revision\":2}\n\n";
            let mut parser = Parser::default();
            let mut rest = &stream[..];
            let mut got = Vec::new();
            for cut in cuts {
                let (now, later) = rest.split_at(cut.min(rest.len()));
                got.extend(parser.push(now).unwrap());
                rest = later;
            }
            got.extend(parser.push(rest).unwrap());
            let got: Vec<_> = got.into_iter().map(|head| head.revision).collect();
            prop_assert_eq!(got, vec![1, 2]);
        }
    }
}
