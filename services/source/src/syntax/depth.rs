//! How deep a syntax tree of a text can be, without building it.
//!
//! Building, walking and dropping a tree recurse, so the bound has to come first. It is an upper bound for
//! what parses: each operator, each postfix and each bracket is a level until a comma or the end of the
//! statement.

/// An open bracket: what closes it, and the levels within it since its last comma.
struct Open {
    close: u8,
    levels: usize,
    /// The formatted string that it is in, where it is one's.
    string: Option<Quote>,
}

/// How a string ends.
#[derive(Clone, Copy)]
struct Quote {
    byte: u8,
    triple: bool,
}

struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
    open: Vec<Open>,
    /// Sum of the levels of all open brackets, and one for each of them.
    levels: usize,
    indents: Vec<usize>,
    deepest: usize,
}

/// Words that begin an operand, or an expression around one.
const WORDS: &[&[u8]] = &[
    b"not", b"lambda", b"if", b"else", b"await", b"and", b"or", b"in", b"is", b"for", b"async", b"yield",
    b"case",
];

/// Beginnings of lines that are no expressions.
const STATEMENTS: &[&[u8]] =
    &[b"def ", b"class ", b"import ", b"from ", b"while ", b"with ", b"try:", b"return "];

pub(super) fn of(text: &str) -> usize {
    let root = Open { close: 0, levels: 0, string: None };
    let mut scan =
        Scan { bytes: text.as_bytes(), at: 0, open: vec![root], levels: 0, indents: vec![0], deepest: 0 };
    scan.indent();
    while scan.at < scan.bytes.len() {
        scan.step();
    }
    scan.deepest
}

impl Scan<'_> {
    fn step(&mut self) {
        let byte = self.bytes[self.at];
        match byte {
            b'#' => self.skip_while(|byte| byte != b'\n'),
            b'\'' | b'"' => self.string(false),
            b'(' => self.push(b')', None),
            b'[' => self.push(b']', None),
            b'{' => self.push(b'}', None),
            b')' | b']' | b'}' => self.close(byte),
            b',' | b';' => self.separate(),
            b'\\' => self.at += 2,
            b'\n' => {
                self.at += 1;
                if self.open.len() > 1 && self.begins_statement() {
                    self.open.truncate(1);
                    self.levels = self.open.first().map_or(0, |root| root.levels);
                }
                if self.open.len() == 1 {
                    self.separate_without_step();
                    self.indent();
                }
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => self.word(),
            b'+' | b'-' | b'*' | b'/' | b'%' | b'&' | b'|' | b'^' | b'~' | b'@' | b'.' | b'<' | b'>'
            | b'=' | b':' | b'!' => {
                self.deeper();
                self.at += 1;
            }
            _ => self.at += 1,
        }
    }

    /// Whether a line begins with what no expression contains: a bracket before it was left open.
    fn begins_statement(&self) -> bool {
        STATEMENTS.iter().any(|word| self.bytes[self.at..].starts_with(word))
    }

    fn deeper(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.levels += 1;
            self.levels += 1;
        }
        self.deepest = self.deepest.max(self.levels + self.indents.len());
    }

    fn push(&mut self, close: u8, string: Option<Quote>) {
        // A call of a call is a level, too.
        self.deeper();
        self.open.push(Open { close, levels: 0, string });
        self.at += 1;
    }

    fn close(&mut self, byte: u8) {
        self.at += 1;
        // What closes nothing is an error, and the parser goes on. So it does after a bracket in a formatted
        // string that the string's own brace closes.
        let fits = |open: &Open| open.close == byte;
        let Some(from) = self.open.iter().rposition(fits).filter(|at| *at > 0) else { return };
        let skipped = self.open[from + 1..].iter().any(|open| open.string.is_some());
        if from + 1 < self.open.len() && (skipped || self.open[from].string.is_none()) {
            return;
        }
        let closed = self.open.split_off(from);
        self.levels -= closed.iter().map(|open| open.levels).sum::<usize>();
        if let Some(quote) = closed.first().and_then(|open| open.string) {
            self.rest_of_string(quote, true);
        }
    }

    fn separate(&mut self) {
        self.at += 1;
        self.separate_without_step();
    }

    fn separate_without_step(&mut self) {
        if let Some(open) = self.open.last_mut() {
            self.levels -= open.levels;
            open.levels = 0;
        }
    }

    fn word(&mut self) {
        let start = self.at;
        self.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80);
        let word = &self.bytes[start..self.at];
        let quoted = matches!(self.bytes.get(self.at), Some(b'\'' | b'"'));
        if quoted && word.len() <= 2 && word.iter().any(|byte| b"fFtT".contains(byte)) {
            self.string(true);
        } else if WORDS.contains(&word) {
            self.deeper();
        }
    }

    fn skip_while(&mut self, keep: impl Fn(u8) -> bool) {
        while self.bytes.get(self.at).is_some_and(|byte| keep(*byte)) {
            self.at += 1;
        }
    }

    /// The levels of the blocks that a line is in.
    fn indent(&mut self) {
        let start = self.at;
        self.skip_while(|byte| byte == b' ' || byte == b'\t');
        if matches!(self.bytes.get(self.at), None | Some(b'\n' | b'\r' | b'#')) {
            return;
        }
        let width = self.at - start;
        while self.indents.last().is_some_and(|last| *last > width) {
            self.indents.pop();
        }
        if self.indents.last().is_none_or(|last| *last < width) {
            self.indents.push(width);
        }
        self.deepest = self.deepest.max(self.levels + self.indents.len());
    }

    fn string(&mut self, formatted: bool) {
        let byte = self.bytes[self.at];
        let triple = self.bytes[self.at..].starts_with(&[byte; 3]);
        self.at += if triple { 3 } else { 1 };
        self.rest_of_string(Quote { byte, triple }, formatted);
    }

    /// Up to the end of a string, or to an expression in a formatted one: what follows is code, until its
    /// brace is closed.
    fn rest_of_string(&mut self, quote: Quote, formatted: bool) {
        while let Some(byte) = self.bytes.get(self.at).copied() {
            let ends = byte == quote.byte && (!quote.triple || self.bytes[self.at..].starts_with(&[byte; 3]));
            match byte {
                b'\\' => self.at += 1,
                // An unclosed string ends with its line.
                b'\n' if !quote.triple => return,
                b'{' if formatted && self.bytes.get(self.at + 1) == Some(&b'{') => self.at += 1,
                b'{' if formatted => return self.push(b'}', Some(quote)),
                _ if ends => {
                    self.at += if quote.triple { 3 } else { 1 };
                    return;
                }
                _ => {}
            }
            self.at += 1;
        }
    }
}
