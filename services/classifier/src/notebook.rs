//! Notebooks as scripts: code cells in order, each line on a line of its own.

use serde_json::Value;

/// A notebook as a script.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Notebook {
    pub(crate) code: String,
    /// Commands that it gives to a shell, with their lines.
    pub(crate) shell: Vec<(u32, String)>,
}

/// Reads a notebook; none when it is none, or not one of Python.
pub(crate) fn read(text: &str) -> Option<Notebook> {
    let notebook: Value = serde_json::from_str(text).ok()?;
    let language = notebook
        .pointer("/metadata/kernelspec/language")
        .or_else(|| notebook.pointer("/metadata/language_info/name"));
    if language
        .and_then(Value::as_str)
        .is_some_and(|language| !language.to_ascii_lowercase().starts_with("python"))
    {
        return None;
    }
    let is_code = |cell: &&Value| cell.get("cell_type").and_then(Value::as_str) == Some("code");
    let cells = cells(&notebook)?.into_iter().filter(is_code);
    // The third version called a code cell's text its input.
    let sources = cells.filter_map(|cell| source(cell.get("source").or_else(|| cell.get("input"))?));
    let mut script = Notebook { code: String::new(), shell: Vec::new() };
    let mut number = 0;
    for cell in sources {
        for line in plain(&cell).lines() {
            number += 1;
            let (code, command) = of_line(line);
            script.code.push_str(&code);
            script.code.push('\n');
            script.shell.extend(command.map(|command| (number, command)));
        }
    }
    Some(script)
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
        read(text).map(|notebook| notebook.code)
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
            {"cell_type": "code", "source": "%%time\nmodel.fit(X, y)"}]}"##;
        let notebook = read(text).expect("a notebook");
        assert_eq!(
            notebook.code,
            "pass  # !pip install x\nimport sklearn\n# %%bash\n# ls\n# %%time\nmodel.fit(X, y)\n"
        );
        assert_eq!(notebook.shell, [(1, "pip install x".to_owned())]);
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
        assert_eq!(code(r#"{"metadata": {"kernelspec": {"language": "R"}}, "cells": []}"#), None);
    }

    #[test]
    fn old_notebooks_have_worksheets() {
        let text = r#"{"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"]}]}]}"#;
        assert_eq!(code(text).as_deref(), Some("x = 1\n"));
    }
}
