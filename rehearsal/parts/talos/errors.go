package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

func newReader(raw []byte) io.Reader { return bytes.NewReader(raw) }

// shape says what was wrong with JSON without quoting a value of it.
func shape(err error) string {
	var wrongType *json.UnmarshalTypeError

	if errors.As(err, &wrongType) {
		return fmt.Sprintf("%s is a %s; must be a %s", wrongType.Field, wrongType.Value, wrongType.Type)
	}

	return err.Error()
}
