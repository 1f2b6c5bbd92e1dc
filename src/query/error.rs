//! What is wrong with a query, said so that its sender can mend it.

use thiserror::Error;

/// A parameter that cannot be understood.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{param} {detail}")]
pub struct QueryError {
    /// The parameter at fault.
    pub param: String,
    /// What is wrong with it and what to do; reads on from the parameter's name.
    pub detail: String,
    /// For `q`: the 1-based column of the character at fault, counted in characters.
    pub column: Option<usize>,
}

impl QueryError {
    /// Makes an error about a whole parameter.
    pub fn new(param: &str, detail: impl Into<String>) -> QueryError {
        QueryError { param: param.to_owned(), detail: detail.into(), column: None }
    }

    /// Makes an error about one character of `q`, counted from 1.
    pub fn at(column: usize, detail: &str) -> QueryError {
        QueryError { param: "q".to_owned(), detail: format!("{detail} (column {column})"), column: Some(column) }
    }
}
