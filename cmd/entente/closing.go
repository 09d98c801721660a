package main

import "errors"

// closing closes something at the end of a command and joins its error to err.
func closing(err error, closeIt func() error) error {
	if closeErr := closeIt(); closeErr != nil {
		return errors.Join(err, closeErr)
	}
	return err
}
