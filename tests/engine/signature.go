package main

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"time"
)

// Sign gives the text of a .sig: base64 of the time in its binary form, and of the signature over content and time.
func Sign(key ed25519.PrivateKey, content []byte, at time.Time) (string, error) {
	stamp, err := at.MarshalBinary()
	if err != nil {
		return "", err
	}
	signature := ed25519.Sign(key, append(append([]byte{}, content...), stamp...))
	return base64.StdEncoding.EncodeToString(append(stamp, signature...)), nil
}

// Check tells when the owner of key signed content, if sig says so.
func Check(key ed25519.PublicKey, content []byte, sig string) (time.Time, error) {
	var at time.Time
	bytes, err := base64.StdEncoding.DecodeString(sig)
	if err != nil {
		return at, err
	}
	cut := len(bytes) - ed25519.SignatureSize
	if cut <= 0 {
		return at, errors.New("there is no time before the signature")
	}
	stamp, signature := bytes[:cut], bytes[cut:]
	if err := at.UnmarshalBinary(stamp); err != nil {
		return at, err
	}
	if !ed25519.Verify(key, append(append([]byte{}, content...), stamp...), signature) {
		return at, errors.New("the signature is not of this content")
	}
	return at, nil
}

func block(path, label string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	found, rest := pem.Decode(text)
	if found == nil || found.Type != label || len(rest) > 0 {
		return nil, fmt.Errorf("%s is not one block of PEM called %s", path, label)
	}
	return found.Bytes, nil
}

// PublicKey reads a key as x509 has it.
func PublicKey(path string) (ed25519.PublicKey, error) {
	der, err := block(path, "PUBLIC KEY")
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, err
	}
	public, ok := key.(ed25519.PublicKey)
	if !ok {
		return nil, fmt.Errorf("%s holds a %T", path, key)
	}
	return public, nil
}

// PrivateKey reads a key as PKCS#8 has it.
func PrivateKey(path string) (ed25519.PrivateKey, error) {
	der, err := block(path, "PRIVATE KEY")
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, err
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s holds a %T", path, key)
	}
	return private, nil
}
