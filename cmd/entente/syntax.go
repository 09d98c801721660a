package main

import (
	"entente/queries/syntax"
)

// syntaxFailure is a wrong expression as the user sees it: where, what was expected, and the text with a caret.
func syntaxFailure(e *syntax.Error) *failure {
	return &failure{kind: kindSyntax, message: e.Error(), hint: e.Hint, line: e.Line, column: e.Column, excerpt: e.Excerpt, cause: e}
}
