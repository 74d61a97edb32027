//! Notebooks as scripts: code cells in order, each line on a line of its own.

use serde_json::Value;

/// A notebook as a script.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Notebook {
    pub(crate) code: String,
    /// Commands that it gives to a shell, with their lines.
    pub(crate) shell: Vec<(u32, String)>,
    /// The first line of each code cell that is not empty.
    pub(crate) cells: Vec<u32>,
}

/// Why a file is no notebook of Python.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Other {
    NoNotebook,
    /// It is one of this language.
    Language(String),
}

/// Reads a notebook.
pub(crate) fn read(text: &str) -> Result<Notebook, Other> {
    let notebook: Value = serde_json::from_str(text).map_err(|_| Other::NoNotebook)?;
    if let Some(language) = language(&notebook).filter(|name| !name.to_ascii_lowercase().contains("python")) {
        return Err(Other::Language(language));
    }
    let is_code = |cell: &&Value| cell.get("cell_type").and_then(Value::as_str) == Some("code");
    let cells = cells(&notebook).ok_or(Other::NoNotebook)?.into_iter().filter(is_code);
    // The third version called a code cell's text its input.
    let sources = cells.filter_map(|cell| source(cell.get("source").or_else(|| cell.get("input"))?));
    let mut script = Notebook::default();
    let mut number = 0;
    // Jupyter does not count cells that are empty.
    for cell in sources.filter(|cell| !cell.trim().is_empty()) {
        script.cells.push(number + 1);
        for line in plain(&cell).lines() {
            number += 1;
            let (code, command) = of_line(line);
            script.code.push_str(&code);
            script.code.push('\n');
            script.shell.extend(command.map(|command| (number, command)));
        }
    }
    Ok(script)
}

/// The language of a notebook's kernel, as the notebook says it.
fn language(notebook: &Value) -> Option<String> {
    /// Names of kernels that say no language beside it.
    const KERNELS: &[(&str, &str)] = &[
        ("ir", "R"),
        ("julia", "Julia"),
        ("octave", "Octave"),
        ("matlab", "MATLAB"),
        ("scala", "Scala"),
        ("xcpp", "C++"),
        ("bash", "Bash"),
        ("javascript", "JavaScript"),
    ];
    let text = |at: &str| notebook.pointer(at).and_then(Value::as_str);
    let said = text("/metadata/kernelspec/language").or_else(|| text("/metadata/language_info/name"));
    let by_kernel = || {
        let name = text("/metadata/kernelspec/name")?;
        let plain = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
        KERNELS.iter().find(|(kernel, _)| *kernel == plain).map(|(_, language)| *language)
    };
    said.or_else(by_kernel).filter(|name| !name.is_empty()).map(str::to_owned)
}

fn cells(notebook: &Value) -> Option<Vec<&Value>> {
    if let Some(cells) = notebook.get("cells").and_then(Value::as_array) {
        return Some(cells.iter().collect());
    }
    // Up to the third version, cells were in worksheets.
    let sheets = notebook.get("worksheets")?.as_array()?;
    Some(sheets.iter().filter_map(|sheet| sheet.get("cells")?.as_array()).flatten().collect())
}

fn source(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(lines) => Some(lines.iter().filter_map(Value::as_str).collect()),
        _ => None,
    }
}

/// Magics of whole cells that run the cell's Python; all others are for something else.
const OF_PYTHON: &[&str] = &["%%time", "%%timeit", "%%capture", "%%prun"];
/// Magics of a line that run the rest of it.
const OF_STATEMENTS: &[&str] = &["%time ", "%timeit ", "%prun "];

/// A cell whose magic is for another language becomes comments, so that the others keep their numbers.
fn plain(cell: &str) -> String {
    let Some(first) = cell.lines().find(|line| !line.trim().is_empty()) else { return cell.to_owned() };
    let magic = first.split_whitespace().next().unwrap_or_default();
    if !magic.starts_with("%%") {
        return cell.to_owned();
    }
    let comments = |line: &str| format!("# {line}");
    if OF_PYTHON.contains(&magic) {
        return cell.replacen(first, &comments(first), 1);
    }
    cell.lines().map(comments).collect::<Vec<_>>().join("\n")
}

/// A line as Python has it, and the command that it gives to the shell.
fn of_line(line: &str) -> (String, Option<String>) {
    let (indent, rest) = line.split_at(line.len() - line.trim_start().len());
    let magic = |at: usize| rest[at..].starts_with(|c: char| c.is_ascii_alphabetic());
    if let Some(statement) = OF_STATEMENTS.iter().find_map(|magic| rest.strip_prefix(magic)) {
        return (format!("{indent}{statement}"), None);
    }
    // `% x` goes on with an expression of the line before.
    if rest.starts_with('!') || rest.starts_with('?') || rest.starts_with('%') && magic(1) {
        let command = rest.trim_start_matches(['!', '%']).to_owned();
        return (format!("{indent}pass  # {rest}"), Some(command));
    }
    // `files = !ls`
    if let Some((name, command)) = rest.split_once("= !").or_else(|| rest.split_once("= %"))
        && name.trim_end().chars().all(|c| c.is_alphanumeric() || c == '_')
    {
        return (format!("{indent}{name}= None"), Some(command.to_owned()));
    }
    // `model.fit?`
    let help = rest.ends_with('?') && !rest.contains(['#', '"', '\'']);
    (if help { format!("{indent}pass  # {rest}") } else { line.to_owned() }, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<String> {
        read(text).ok().map(|notebook| notebook.code)
    }

    fn cell(source: &str) -> Notebook {
        let notebook = serde_json::json!({"cells": [{"cell_type": "code", "source": source}]});
        read(&notebook.to_string()).expect("a notebook")
    }

    #[test]
    fn code_cells_become_a_script() {
        let text = r##"{"cells": [
            {"cell_type": "markdown", "source": "# Title"},
            {"cell_type": "code", "source": ["!pip install x\n", "import sklearn\n"]},
            {"cell_type": "code", "source": "%%bash\nls"},
            {"cell_type": "code", "source": ["\n"]},
            {"cell_type": "code", "source": "%%time\nmodel.fit(X, y)"}]}"##;
        let notebook = read(text).expect("a notebook");
        assert_eq!(
            notebook.code,
            "pass  # !pip install x\nimport sklearn\n# %%bash\n# ls\n# %%time\nmodel.fit(X, y)\n"
        );
        assert_eq!(notebook.shell, [(1, "pip install x".to_owned())]);
        assert_eq!(notebook.cells, [1, 3, 5]);
    }

    #[test]
    fn magics_of_a_line_are_told_from_operators() {
        assert_eq!(cell("%matplotlib inline").code, "pass  # %matplotlib inline\n");
        assert_eq!(cell("%time model.fit(X)").code, "model.fit(X)\n");
        assert_eq!(cell("print('%d'\n      % x)").code, "print('%d'\n      % x)\n");
        assert_eq!(
            cell("if a:\n    !ls\nfiles = !ls *.csv\nfit?").code,
            "if a:\n    pass  # !ls\nfiles = None\npass  # fit?\n"
        );
        assert_eq!(cell("x = y != z\nok = a %b").code, "x = y != z\nok = a %b\n");
    }

    #[test]
    fn what_is_no_notebook_of_python_is_none() {
        assert_eq!(code("{}"), None);
        assert_eq!(code("[["), None);
        let of_r = Err(Other::Language("R".to_owned()));
        assert_eq!(read(r#"{"metadata": {"kernelspec": {"language": "R"}}, "cells": []}"#), of_r);
        assert_eq!(read(r#"{"metadata": {"kernelspec": {"name": "ir"}}, "cells": []}"#), of_r);
        assert!(read(r#"{"metadata": {"kernelspec": {"name": "tf2"}}, "cells": []}"#).is_ok());
    }

    #[test]
    fn old_notebooks_have_worksheets() {
        let text = r#"{"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"]}]}]}"#;
        assert_eq!(code(text).as_deref(), Some("x = 1\n"));
    }
}
