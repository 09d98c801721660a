package gizmo

import (
	"context"
	"errors"
	"iter"

	"entente/graph/cayleystore"
	"entente/graph/store"
)

const (
	portionQuads = 1024
	portionRows  = 1000
	maxCursors   = 1000
)

// server answers a worker's questions from a view of the parent.
type server struct {
	ctx     context.Context
	view    store.View
	paths   PathFunc
	maxRows int
	cursors map[int]*cursor
	last    int
	rows    int
}

// cursor is a list that the worker has not read to its end.
type cursor struct {
	fill func(*callReply) (more bool, err error)
	stop func()
}

func (s *server) close() {
	for _, c := range s.cursors {
		c.stop()
	}
}

// answer carries out one question; every error goes to the worker as an *Error.
func (s *server) answer(req callRequest) (r callReply) {
	err := guard(func() error {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		return s.carryOut(req, &r)
	})
	if err != nil {
		return callReply{Error: asError(err)}
	}
	return r
}

func (s *server) carryOut(req callRequest, r *callReply) (err error) {
	switch req.Op {
	case "lookup":
		if req.Term == nil {
			return errNotHere
		}
		r.ID, r.OK, err = s.view.Lookup(*req.Term)
	case "term":
		var t store.Term
		if t, err = s.view.Term(req.ID); err == nil {
			r.Term = &t
		}
	case "has":
		r.OK, err = s.view.Has(store.IDQuad(req.Pattern))
	case "count":
		r.Count, err = s.view.Count(s.ctx, req.Pattern)
	case "blob":
		if req.Key != cayleystore.BlobValues {
			return errNotHere
		}
		r.Blob, err = s.view.Blob(req.Key)
		r.OK = err == nil
		if errors.Is(err, store.ErrNoBlob) {
			err = nil
		}
	case "scan":
		return s.begin(s.scan(req.Pattern), r)
	case "path":
		if s.paths == nil {
			return errors.New("path expressions are not available here")
		}
		return s.begin(s.path(req.Key), r)
	case "more":
		return s.goOn(req.Cursor, r)
	case "stop":
		if c := s.cursors[req.Cursor]; c != nil {
			c.stop()
			delete(s.cursors, req.Cursor)
		}
	default:
		return errNotHere
	}
	return err
}

func (s *server) begin(c *cursor, r *callReply) error {
	if len(s.cursors) >= maxCursors {
		c.stop()
		return &Error{Code: CodeMemory, Message: "the script walks too many lists at the same time"}
	}
	s.last++
	s.cursors[s.last] = c
	return s.goOn(s.last, r)
}

func (s *server) goOn(id int, r *callReply) error {
	c := s.cursors[id]
	if c == nil {
		return errNotHere
	}
	more, err := c.fill(r)
	if more && err == nil {
		r.Cursor = id
		return nil
	}
	c.stop()
	delete(s.cursors, id)
	return err
}

func (s *server) scan(p store.Pattern) *cursor {
	next, stop := iter.Pull2(s.view.Scan(s.ctx, p))
	return &cursor{stop: stop, fill: func(r *callReply) (bool, error) {
		for range portionQuads {
			q, err, ok := next()
			if !ok || err != nil {
				return false, err
			}
			r.Quads = append(r.Quads, uint32(q.S), uint32(q.P), uint32(q.O), uint32(q.G))
		}
		return true, nil
	}}
}

func (s *server) path(expression string) *cursor {
	next, stop := iter.Pull2(s.paths(s.ctx, expression))
	return &cursor{stop: stop, fill: func(r *callReply) (bool, error) {
		for range portionRows {
			row, err, ok := next()
			if !ok || err != nil {
				return false, err
			}
			if s.rows++; s.rows > s.maxRows {
				return false, &Error{Code: CodeOutput, Message: "the paths of the script gave too many answers"}
			}
			r.Rows = append(r.Rows, row)
		}
		return true, nil
	}}
}
