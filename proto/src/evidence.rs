//! Places in code, as they are made and told.

use std::fmt;

use crate::v1::Evidence;

impl Evidence {
    /// A place in a script.
    #[must_use]
    pub fn at(file: impl Into<String>, line: u32, why: impl Into<String>) -> Self {
        Self { file: file.into(), line, why: why.into(), cell: 0 }
    }

    /// Where it is, as a person reads it: `train.py:3`, `train.ipynb cell 3 line 2`; empty where that is not known.
    #[must_use]
    pub fn place(&self) -> Location<'_> {
        Location(self)
    }
}

/// Writes where something is.
#[derive(Debug, Clone, Copy)]
pub struct Location<'a>(&'a Evidence);

impl fmt::Display for Location<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.file.as_str(), self.0.cell, self.0.line) {
            ("", ..) => Ok(()),
            (file, 0, 0) => f.write_str(file),
            (file, 0, line) => write!(f, "{file}:{line}"),
            (file, cell, line) => write!(f, "{file} cell {cell} line {line}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_names_the_cell_of_a_notebook() {
        assert_eq!(Evidence::at("a.py", 3, "").place().to_string(), "a.py:3");
        assert_eq!(Evidence::at("a.py", 0, "").place().to_string(), "a.py");
        assert_eq!(Evidence::at("", 1, "of no file").place().to_string(), "");
        let cell = Evidence { cell: 2, ..Evidence::at("a.ipynb", 5, "") };
        assert_eq!(cell.place().to_string(), "a.ipynb cell 2 line 5");
    }
}
