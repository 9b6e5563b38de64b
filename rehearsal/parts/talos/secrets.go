package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/siderolabs/crypto/x509"
	"github.com/siderolabs/talos/pkg/machinery/config"
	"github.com/siderolabs/talos/pkg/machinery/config/generate/secrets"
	"github.com/siderolabs/talos/pkg/machinery/constants"
	"github.com/siderolabs/talos/pkg/machinery/role"
	"go.yaml.in/yaml/v4"
)

// The field shape of the provider's machineSecrets and clientConfiguration: PEM in base64, names as Pulumi spells them.
type pair struct {
	Cert string `json:"cert"`
	Key  string `json:"key"`
}

type machineSecrets struct {
	Cluster struct {
		ID     string `json:"id"`
		Secret string `json:"secret"`
	} `json:"cluster"`
	Secrets struct {
		BootstrapToken            string `json:"bootstrapToken"`
		SecretboxEncryptionSecret string `json:"secretboxEncryptionSecret"`
		AESCBCEncryptionSecret    string `json:"aescbcEncryptionSecret,omitempty"`
	} `json:"secrets"`
	TrustdInfo struct {
		Token string `json:"token"`
	} `json:"trustdinfo"`
	Certs struct {
		Etcd              pair `json:"etcd"`
		K8s               pair `json:"k8s"`
		K8sAggregator     pair `json:"k8sAggregator"`
		K8sServiceAccount struct {
			Key string `json:"key"`
		} `json:"k8sServiceaccount"`
		OS pair `json:"os"`
	} `json:"certs"`
}

type client struct {
	CA   string `json:"caCertificate"`
	Cert string `json:"clientCertificate"`
	Key  string `json:"clientKey"`
}

type secretsArguments struct {
	TalosVersion string `json:"talosVersion"`
}

type secretsResult struct {
	MachineSecrets      machineSecrets `json:"machineSecrets"`
	ClientConfiguration client         `json:"clientConfiguration"`
	// Raw is the bundle as `talosctl gen secrets` writes it, which is what the provider's import reads.
	Raw string `json:"raw"`
}

// generateSecrets: talos_machine_secrets_resource.go, Create.
func generateSecrets(in secretsArguments) (any, error) {
	contract, err := config.ParseContractFromVersion(in.TalosVersion)
	if err != nil {
		return nil, fmt.Errorf("talosVersion: %w", err)
	}

	bundle, err := secrets.NewBundle(secrets.NewFixedClock(time.Now()), contract)
	if err != nil {
		return nil, fmt.Errorf("secrets: %w", err)
	}

	return fromBundle(bundle)
}

type bundleArguments struct {
	Raw string `json:"raw"`
}

// readBundle: talos_machine_secrets_resource.go, ImportState (of the file's text).
func readBundle(in bundleArguments) (any, error) {
	var bundle *secrets.Bundle

	if err := yaml.Unmarshal([]byte(in.Raw), &bundle); err != nil || bundle == nil {
		return nil, errors.New("raw: not a secrets bundle; must be what `talosctl gen secrets` writes")
	}

	bundle.Clock = secrets.NewFixedClock(time.Now())

	if err := bundle.Validate(); err != nil {
		return nil, fmt.Errorf("raw: %w", err)
	}

	return fromBundle(bundle)
}

type clientCertificateArguments struct {
	MachineSecrets machineSecrets `json:"machineSecrets"`
	Roles          []string       `json:"roles"`
	Hours          int            `json:"hours"`
}

// clientCertificate issues a client certificate from the machine CA: the provider's renewal (roles os:admin), and
// the rehearsal's proof that another role is refused.
func clientCertificate(in clientCertificateArguments) (any, error) {
	bundle, err := in.MachineSecrets.bundle()
	if err != nil {
		return nil, err
	}

	roles, unknown := role.Parse(in.Roles)
	if len(unknown) > 0 {
		return nil, fmt.Errorf("roles: %v are not known", unknown)
	}

	ttl := constants.TalosAPIDefaultCertificateValidityDuration
	if in.Hours > 0 {
		ttl = time.Duration(in.Hours) * time.Hour
	}

	return newClient(bundle, roles, ttl)
}

func newClient(bundle *secrets.Bundle, roles role.Set, ttl time.Duration) (client, error) {
	issued, err := bundle.GenerateTalosAPIClientCertificateWithTTL(roles, ttl)
	if err != nil {
		return client{}, fmt.Errorf("client certificate: %w", err)
	}

	return client{CA: encode(bundle.Certs.OS.Crt), Cert: encode(issued.Crt), Key: encode(issued.Key)}, nil
}

func fromBundle(bundle *secrets.Bundle) (secretsResult, error) {
	var (
		out secretsResult
		err error
	)

	out.ClientConfiguration, err = newClient(bundle, role.MakeSet(role.Admin), constants.TalosAPIDefaultCertificateValidityDuration)
	if err != nil {
		return out, err
	}

	raw, err := yaml.Marshal(bundle)
	if err != nil {
		return out, errors.New("secrets: the bundle cannot be written as YAML")
	}

	out.Raw = string(raw)
	m := &out.MachineSecrets
	m.Cluster.ID, m.Cluster.Secret = bundle.Cluster.ID, bundle.Cluster.Secret
	m.Secrets.BootstrapToken = bundle.Secrets.BootstrapToken
	m.Secrets.SecretboxEncryptionSecret = bundle.Secrets.SecretboxEncryptionSecret
	m.Secrets.AESCBCEncryptionSecret = bundle.Secrets.AESCBCEncryptionSecret
	m.TrustdInfo.Token = bundle.TrustdInfo.Token
	m.Certs.Etcd = toPair(bundle.Certs.Etcd)
	m.Certs.K8s = toPair(bundle.Certs.K8s)
	m.Certs.K8sAggregator = toPair(bundle.Certs.K8sAggregator)
	m.Certs.K8sServiceAccount.Key = encode(bundle.Certs.K8sServiceAccount.Key)
	m.Certs.OS = toPair(bundle.Certs.OS)

	return out, nil
}

// bundle: util.go, machineSecretsToSecretsBundle.
func (m machineSecrets) bundle() (*secrets.Bundle, error) {
	var faults []error

	decode := func(path, value string) []byte {
		out, err := base64.StdEncoding.DecodeString(value)
		if err != nil {
			faults = append(faults, fmt.Errorf("machineSecrets.certs.%s: not base64", path))
		}

		return out
	}
	certificate := func(path string, in pair) *x509.PEMEncodedCertificateAndKey {
		return &x509.PEMEncodedCertificateAndKey{Crt: decode(path+".cert", in.Cert), Key: decode(path+".key", in.Key)}
	}

	bundle := &secrets.Bundle{
		Clock:   secrets.NewFixedClock(time.Now()),
		Cluster: &secrets.Cluster{ID: m.Cluster.ID, Secret: m.Cluster.Secret},
		Secrets: &secrets.Secrets{
			BootstrapToken:            m.Secrets.BootstrapToken,
			SecretboxEncryptionSecret: m.Secrets.SecretboxEncryptionSecret,
			AESCBCEncryptionSecret:    m.Secrets.AESCBCEncryptionSecret,
		},
		TrustdInfo: &secrets.TrustdInfo{Token: m.TrustdInfo.Token},
		Certs: &secrets.Certs{
			Etcd:              certificate("etcd", m.Certs.Etcd),
			K8s:               certificate("k8s", m.Certs.K8s),
			K8sAggregator:     certificate("k8sAggregator", m.Certs.K8sAggregator),
			K8sServiceAccount: &x509.PEMEncodedKey{Key: decode("k8sServiceaccount.key", m.Certs.K8sServiceAccount.Key)},
			OS:                certificate("os", m.Certs.OS),
		},
	}

	return bundle, errors.Join(faults...)
}

func toPair(in *x509.PEMEncodedCertificateAndKey) pair {
	return pair{Cert: encode(in.Crt), Key: encode(in.Key)}
}

func encode(in []byte) string { return base64.StdEncoding.EncodeToString(in) }
