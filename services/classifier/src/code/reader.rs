//! Reads a syntax tree, once.

use anneal_source::imports::Imports;
use anneal_source::syntax::Syntax;
use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{
    Comprehension, ElifElseClause, Expr, ExprCall, ExprFString, FStringPart, InterpolatedStringElement,
    Operator, Parameters, Stmt, StmtClassDef, StmtFunctionDef,
};

use super::plain::{cut, dotted, is_main_guard, is_python2, number_of};
use super::{Arg, Call, File, Scope, ScopeId, ScopeKind, Value};

/// Longer lists are data.
const LONGEST_LIST: usize = 64;

pub(super) fn read(syntax: &Syntax) -> File {
    let error = syntax.errors().first().map(|error| (error.line, error.what.clone()));
    let is_python2 = error.is_some() && {
        let lines: Vec<&str> = syntax.text().lines().collect();
        let line = |number: u32| lines.get(number.saturating_sub(1) as usize).copied().unwrap_or_default();
        syntax.errors().iter().all(|error| is_python2(line(error.line)))
    };
    let file = File { imports: Imports::of(syntax), error, is_python2, ..File::default() };
    let mut reader = Reader { syntax, file, scope: 0, loops: 0, main: false };
    reader.open("", ScopeKind::Module, 1);
    syntax.suite().iter().for_each(|statement| reader.visit_stmt(statement));
    reader.file
}

struct Reader<'s> {
    syntax: &'s Syntax,
    file: File,
    scope: ScopeId,
    loops: usize,
    main: bool,
}

impl Reader<'_> {
    /// A new scope in the current one.
    fn open(&mut self, name: &str, kind: ScopeKind, line: u32) -> ScopeId {
        let scope = Scope {
            name: name.to_owned(),
            kind,
            parent: self.scope,
            line,
            params: Vec::new(),
            bases: Vec::new(),
            decorators: Vec::new(),
            returns: Vec::new(),
            children: Vec::new(),
            calls: Vec::new(),
        };
        let id = self.file.scopes.len();
        self.file.scopes.push(scope);
        if id != 0 {
            self.file.scopes[self.scope].children.push(id);
        }
        id
    }

    fn define(&mut self, name: &str, kind: ScopeKind, line: u32) -> ScopeId {
        let scope = self.open(name, kind, line);
        self.file.defines.insert((self.scope, name.to_owned()), scope);
        scope
    }

    fn inside(&mut self, scope: ScopeId, body: &[Stmt]) {
        let outer = (self.scope, self.loops);
        (self.scope, self.loops) = (scope, 0);
        body.iter().for_each(|statement| self.visit_stmt(statement));
        (self.scope, self.loops) = outer;
    }

    fn function(&mut self, function: &StmtFunctionDef) {
        let line = self.syntax.line(&function.name);
        let decorators =
            function.decorator_list.iter().map(|decorator| self.value(&decorator.expression)).collect();
        let params = self.parameters(&function.parameters);
        let scope = self.define(function.name.as_str(), ScopeKind::Function, line);
        self.file.scopes[scope].params = params;
        self.file.scopes[scope].decorators = decorators;
        self.inside(scope, &function.body);
    }

    fn parameters(&mut self, parameters: &Parameters) -> Vec<(String, Option<Value>)> {
        let plain = parameters.iter_non_variadic_params();
        plain
            .map(|param| {
                let default = param.default.as_deref().map(|default| self.value(default));
                (param.parameter.name.to_string(), default)
            })
            .collect()
    }

    fn class(&mut self, class: &StmtClassDef) {
        let line = self.syntax.line(&class.name);
        let arguments = class.arguments.as_deref();
        let bases =
            arguments.iter().flat_map(|arguments| &arguments.args).map(|base| self.value(base)).collect();
        let decorators =
            class.decorator_list.iter().map(|decorator| self.value(&decorator.expression)).collect();
        let scope = self.define(class.name.as_str(), ScopeKind::Class, line);
        self.file.scopes[scope].bases = bases;
        self.file.scopes[scope].decorators = decorators;
        self.inside(scope, &class.body);
    }

    fn bind(&mut self, target: &Expr, value: &Value) {
        match target {
            Expr::Tuple(tuple) => self.unpack(&tuple.elts, value),
            Expr::List(list) => self.unpack(&list.elts, value),
            Expr::Starred(starred) => self.bind(&starred.value, value),
            Expr::Name(_) | Expr::Attribute(_) => {
                let Some(name) = dotted(target) else { return };
                let class = name.starts_with("self.").then(|| self.file.class_around(self.scope)).flatten();
                let key = (class.unwrap_or(self.scope), name);
                if value.text().is_some() {
                    let line = self.syntax.line(target);
                    self.file.text_lines.entry(key.clone()).or_insert(line);
                }
                self.file.binds.entry(key).or_default().push(value.clone());
            }
            // `models["a"] = SVC()` makes it an element of `models`.
            Expr::Subscript(subscript) => {
                let Some(name) = dotted(&subscript.value) else { return };
                let element = Value::Dict(vec![(self.value(&subscript.slice), value.clone())]);
                self.file.binds.entry((self.scope, name)).or_default().push(element);
            }
            _ => {}
        }
    }

    fn unpack(&mut self, targets: &[Expr], value: &Value) {
        for (at, target) in targets.iter().enumerate() {
            let part = match value {
                Value::List(parts) if parts.len() == targets.len() => parts[at].clone(),
                other => Value::Item(Box::new(other.clone())),
            };
            self.bind(target, &part);
        }
    }

    fn body(&mut self, body: &[Stmt], looped: bool) {
        self.loops += usize::from(looped);
        body.iter().for_each(|statement| self.visit_stmt(statement));
        self.loops -= usize::from(looped);
    }

    fn values<'e>(&mut self, elements: impl IntoIterator<Item = &'e Expr>) -> Vec<Value> {
        // All are looked at, for calls in them; few are kept.
        let mut kept = Vec::new();
        for element in elements {
            let value = self.value(element);
            if kept.len() < LONGEST_LIST {
                kept.push(value);
            }
        }
        kept
    }

    /// What an expression is; registers the calls in it.
    fn value(&mut self, expression: &Expr) -> Value {
        match expression {
            Expr::Name(name) => Value::Name(name.id.to_string()),
            Expr::Attribute(attribute) => match dotted(expression) {
                Some(name) => Value::Name(name),
                None => Value::Member(Box::new(self.value(&attribute.value)), attribute.attr.to_string()),
            },
            Expr::Call(call) => Value::Call(self.call(call)),
            Expr::StringLiteral(text) => Value::Text(cut(text.value.to_str())),
            Expr::NumberLiteral(number) => number_of(&number.value).map_or(Value::Other, Value::Number),
            Expr::BooleanLiteral(literal) => Value::Bool(literal.value),
            Expr::List(list) => Value::List(self.values(&list.elts)),
            Expr::Tuple(tuple) => Value::List(self.values(&tuple.elts)),
            Expr::Set(set) => Value::List(self.values(&set.elts)),
            Expr::Dict(dict) => {
                let pairs = dict.items.iter().map(|item| {
                    let key = item.key.as_ref().map_or(Value::Other, |key| self.value(key));
                    (key, self.value(&item.value))
                });
                Value::Dict(pairs.collect())
            }
            Expr::Subscript(subscript) => {
                let _ = self.value(&subscript.slice);
                Value::Item(Box::new(self.value(&subscript.value)))
            }
            Expr::Starred(starred) => Value::Item(Box::new(self.value(&starred.value))),
            Expr::Await(wait) => self.value(&wait.value),
            Expr::Named(named) => {
                let value = self.value(&named.value);
                self.bind(&named.target, &value);
                value
            }
            other => self.compound(other),
        }
    }

    fn compound(&mut self, expression: &Expr) -> Value {
        match expression {
            Expr::BinOp(operation) => {
                let sides = self.values([&*operation.left, &*operation.right]);
                match operation.op {
                    Operator::Add => Value::Joined("", sides),
                    Operator::Div => Value::Joined("/", sides),
                    _ => Value::Mix(sides),
                }
            }
            Expr::FString(text) => Value::Joined("", self.interpolated(text)),
            Expr::BoolOp(operation) => Value::Mix(self.values(&operation.values)),
            Expr::If(either) => {
                let _ = self.value(&either.test);
                Value::Mix(self.values([&*either.body, &*either.orelse]))
            }
            Expr::UnaryOp(operation) => match self.value(&operation.operand) {
                Value::Number(number) => Value::Number(-number),
                other => Value::Mix(vec![other]),
            },
            Expr::ListComp(list) => self.comprehension(&list.generators, &list.elt),
            Expr::SetComp(set) => self.comprehension(&set.generators, &set.elt),
            Expr::Generator(generator) => self.comprehension(&generator.generators, &generator.elt),
            other => {
                walk_expr(self, other);
                Value::Other
            }
        }
    }

    /// The parts of an f-string: texts and what is put between them.
    fn interpolated(&mut self, text: &ExprFString) -> Vec<Value> {
        let mut parts = Vec::new();
        for part in &text.value {
            match part {
                FStringPart::Literal(literal) => parts.push(Value::Text(cut(&literal.value))),
                FStringPart::FString(inner) => {
                    inner.elements.iter().for_each(|element| self.element(element, &mut parts));
                }
            }
        }
        parts
    }

    fn element(&mut self, element: &InterpolatedStringElement, parts: &mut Vec<Value>) {
        match element {
            InterpolatedStringElement::Literal(literal) => parts.push(Value::Text(cut(&literal.value))),
            InterpolatedStringElement::Interpolation(put) => {
                parts.push(self.value(&put.expression));
                // Calls in how it is to be written are calls.
                let format = put.format_spec.iter().flat_map(|format| &format.elements);
                format.for_each(|element| self.element(element, &mut Vec::new()));
            }
        }
    }

    fn comprehension(&mut self, generators: &[Comprehension], element: &Expr) -> Value {
        for generator in generators {
            let each = Value::Item(Box::new(self.value(&generator.iter)));
            self.bind(&generator.target, &each);
            generator.ifs.iter().for_each(|test| self.visit_expr(test));
        }
        self.loops += 1;
        let element = self.value(element);
        self.loops -= 1;
        Value::List(vec![element])
    }

    fn call(&mut self, call: &ExprCall) -> usize {
        let func = self.value(&call.func);
        let positional = call.arguments.args.iter().map(|arg| (None, arg));
        let name = |keyword: &ruff_python_ast::Keyword| {
            keyword.arg.as_ref().map_or("**".to_owned(), ToString::to_string)
        };
        let keywords = call.arguments.keywords.iter().map(|keyword| (Some(name(keyword)), &keyword.value));
        let mut args = Vec::new();
        for (name, value) in positional.chain(keywords) {
            let text = cut(self.syntax.source(value));
            args.push(Arg { name, value: self.value(value), text });
        }
        let call = Call {
            func,
            args,
            line: self.line_of_callee(call),
            scope: self.scope,
            looped: self.loops > 0,
            main: self.main,
        };
        let id = self.file.calls.len();
        self.file.scopes[self.scope].calls.push(id);
        self.file.calls.push(call);
        id
    }

    /// A chain over several lines is one expression: the line of a method is where its name is.
    fn line_of_callee(&self, call: &ExprCall) -> u32 {
        match &*call.func {
            Expr::Attribute(attribute) => self.syntax.line(&attribute.attr),
            _ => self.syntax.line(call),
        }
    }

    /// Statements with statements in them.
    fn block(&mut self, statement: &Stmt) {
        match statement {
            Stmt::For(each) => {
                let element = Value::Item(Box::new(self.value(&each.iter)));
                self.bind(&each.target, &element);
                self.body(&each.body, true);
                self.body(&each.orelse, false);
            }
            Stmt::While(each) => {
                self.visit_expr(&each.test);
                self.body(&each.body, true);
                self.body(&each.orelse, false);
            }
            Stmt::If(choice) => {
                self.guarded(Some(&choice.test), &choice.body);
                choice.elif_else_clauses.iter().for_each(|clause| self.visit_elif_else_clause(clause));
            }
            Stmt::With(with) => {
                for item in &with.items {
                    let value = self.value(&item.context_expr);
                    item.optional_vars.iter().for_each(|target| self.bind(target, &value));
                }
                self.body(&with.body, false);
            }
            other => walk_stmt(self, other),
        }
    }

    fn guarded(&mut self, test: Option<&Expr>, body: &[Stmt]) {
        let outer = self.main;
        self.main |= test.is_some_and(is_main_guard);
        test.into_iter().for_each(|test| self.visit_expr(test));
        self.body(body, false);
        self.main = outer;
    }
}

impl Visitor<'_> for Reader<'_> {
    fn visit_stmt(&mut self, statement: &Stmt) {
        match statement {
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::Return(returned) => {
                let value = returned.value.as_deref().map(|value| self.value(value));
                self.file.scopes[self.scope].returns.extend(value);
            }
            Stmt::Assign(assign) => {
                let value = self.value(&assign.value);
                assign.targets.iter().for_each(|target| self.bind(target, &value));
            }
            Stmt::AnnAssign(assign) => {
                let value = assign.value.as_deref().map(|value| self.value(value));
                value.iter().for_each(|value| self.bind(&assign.target, value));
            }
            Stmt::AugAssign(assign) => {
                let value = self.value(&assign.value);
                self.bind(&assign.target, &value);
            }
            // Imports are read by themselves.
            Stmt::Import(_) | Stmt::ImportFrom(_) => {}
            other => self.block(other),
        }
    }

    fn visit_elif_else_clause(&mut self, clause: &ElifElseClause) {
        self.guarded(clause.test.as_ref(), &clause.body);
    }

    fn visit_expr(&mut self, expression: &Expr) {
        let _ = self.value(expression);
    }

    // What is only for readers of the code.
    fn visit_annotation(&mut self, _annotation: &Expr) {}
}
