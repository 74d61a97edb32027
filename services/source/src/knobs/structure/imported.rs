//! Names that come in with what is inserted.

use anneal_proto::v1::Place;
use ruff_python_ast::{Stmt, StmtImportFrom};
use ruff_text_size::Ranged;

use super::super::facts::Facts;

impl Facts<'_> {
    /// What makes `name` known where `beside` is: nothing where it is known, else one more name in the statement that
    /// imports `beside`. None where that is no statement that could.
    pub(crate) fn importing(&self, beside: &str, name: &str) -> Option<Vec<Place>> {
        if self.aliases.get(name).is_some_and(|qualified| qualified.ends_with(name)) {
            return Some(Vec::new());
        }
        let suite = self.module.parsed.as_ref()?.suite();
        let imports = || suite.iter().filter_map(Stmt::as_import_from_stmt);
        let layers = |import: &&StmtImportFrom| {
            import.module.as_ref().is_some_and(|module| {
                let module = module.as_str();
                module.ends_with("keras.layers") || module == "torch.nn"
            })
        };
        let named = |import: &&StmtImportFrom, name: &str| {
            import.names.iter().any(|alias| alias.name.as_str() == name)
        };
        if imports().filter(layers).any(|import| named(&import, "*")) {
            return Some(Vec::new());
        }
        let import = imports().filter(layers).find(|import| named(import, beside))?;
        let at = import.names.last()?.range().end().to_usize();
        Some(vec![self.module.insertion(at, &format!(", {name}"))])
    }
}
