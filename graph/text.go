package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/klauspost/compress/zstd"

	"entente/graph/quads"
)

// textKey is the key of the blob that keeps a document's text.
func textKey(doc string) string { return "text/" + strings.TrimPrefix(doc, quads.PrefixDoc) }

// maxText bounds what a kept text may unpack to, so that a damaged store cannot ask for all memory.
const maxText = 1 << 30

// packer compresses kept texts. One encoder and one decoder serve all goroutines.
type packer struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

func newPacker() (*packer, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderCRC(true))
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxText))
	if err != nil {
		return nil, err
	}
	return &packer{enc, dec}, nil
}

func (p *packer) pack(text string) []byte { return p.enc.EncodeAll([]byte(text), nil) }

func (p *packer) unpack(b []byte) (string, error) {
	out, err := p.dec.DecodeAll(b, nil)
	if err != nil {
		return "", fmt.Errorf("a kept text does not unpack: %w", err)
	}
	return string(out), nil
}

// digest is SHA-256 of a text in hex, "" for no text.
func digest(text string) string {
	if text == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
