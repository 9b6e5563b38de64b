package main

import (
	"github.com/siderolabs/crypto/x509"
	talosconfig "github.com/siderolabs/talos/pkg/machinery/config"
	"github.com/siderolabs/talos/pkg/machinery/config/machine"
)

type component struct {
	Image     string              `json:"image"`
	ExtraArgs map[string][]string `json:"extraArgs"`
}

type apiServer struct {
	component
	CertSANs         []string         `json:"certSANs"`
	AuditPolicy      map[string]any   `json:"auditPolicy"`
	AdmissionControl []admission      `json:"admissionControl"`
	Authorizers      []map[string]any `json:"authorizers"`
	Port             int              `json:"port"`
}

type admission struct {
	Name          string         `json:"name"`
	Configuration map[string]any `json:"configuration"`
}

type clusterFacts struct {
	ID                        string              `json:"id"`
	Name                      string              `json:"name"`
	Endpoint                  string              `json:"endpoint"`
	CNI                       string              `json:"cni"`
	PodCIDRs                  []string            `json:"podCIDRs"`
	ServiceCIDRs              []string            `json:"serviceCIDRs"`
	APIServerServiceIPs       []string            `json:"apiServerServiceIPs"`
	DNSServiceIPs             []string            `json:"dnsServiceIPs"`
	DNSDomain                 string              `json:"dnsDomain"`
	KubeProxy                 bool                `json:"kubeProxy"`
	CoreDNS                   bool                `json:"coreDNS"`
	ScheduleOnControlPlanes   bool                `json:"scheduleOnControlPlanes"`
	CA                        *authority          `json:"ca"`
	AggregatorCA              *authority          `json:"aggregatorCA"`
	ServiceAccountKey         string              `json:"serviceAccountKey"`
	SecretboxEncryptionSecret string              `json:"secretboxEncryptionSecret"`
	AESCBCEncryptionSecret    string              `json:"aescbcEncryptionSecret"`
	BootstrapToken            string              `json:"bootstrapToken"`
	EtcdCA                    *authority          `json:"etcdCA"`
	EtcdExtraArgs             map[string][]string `json:"etcdExtraArgs"`
	EtcdAdvertisedSubnets     []string            `json:"etcdAdvertisedSubnets"`
	APIServer                 apiServer           `json:"apiServer"`
	ControllerManager         component           `json:"controllerManager"`
	Scheduler                 component           `json:"scheduler"`
	AdminKubeconfig           map[string]any      `json:"adminKubeconfig"`
	InlineManifests           []inlineManifest    `json:"inlineManifests"`
}

type inlineManifest struct {
	Name     string `json:"name"`
	Contents string `json:"contents"`
}

func inspectCluster(provider talosconfig.Provider) *clusterFacts {
	c := provider.Cluster()
	if c == nil {
		return nil
	}

	out := &clusterFacts{
		ID:                      c.ID(),
		Name:                    c.Name(),
		CNI:                     c.Network().CNI().Name(),
		PodCIDRs:                list(c.Network().PodCIDRs()),
		ServiceCIDRs:            list(c.Network().ServiceCIDRs()),
		DNSDomain:               c.Network().DNSDomain(),
		KubeProxy:               c.Proxy().Enabled(),
		CoreDNS:                 c.CoreDNS().Enabled(),
		ScheduleOnControlPlanes: c.ScheduleOnControlPlanes(),
		CA:                      toAuthority(c.IssuingCA()),
		InlineManifests:         []inlineManifest{},
		APIServerServiceIPs:     []string{},
		DNSServiceIPs:           []string{},
	}

	if endpoint := c.Endpoint(); endpoint != nil {
		out.Endpoint = endpoint.String()
	}

	if token := c.Token(); token != nil {
		out.BootstrapToken = token.ID() + "." + token.Secret()
	}

	if ips, err := c.Network().APIServerIPs(); err == nil {
		for _, ip := range ips {
			out.APIServerServiceIPs = append(out.APIServerServiceIPs, ip.String())
		}
	}

	if ips, err := c.Network().DNSServiceIPs(); err == nil {
		for _, ip := range ips {
			out.DNSServiceIPs = append(out.DNSServiceIPs, ip.String())
		}
	}

	for _, manifest := range c.InlineManifests() {
		out.InlineManifests = append(out.InlineManifests, inlineManifest{manifest.Name(), manifest.Contents()})
	}

	if provider.Machine().Type() == machine.TypeWorker {
		return out
	}

	out.AggregatorCA = toAuthority(c.AggregatorCA())
	out.SecretboxEncryptionSecret = c.SecretboxEncryptionSecret()
	out.AESCBCEncryptionSecret = c.AESCBCEncryptionSecret()
	out.EtcdCA = toAuthority(c.Etcd().CA())
	out.EtcdExtraArgs = c.Etcd().ExtraArgs()
	out.EtcdAdvertisedSubnets = list(c.Etcd().AdvertisedSubnets())
	out.ControllerManager = component{c.ControllerManager().Image(), c.ControllerManager().ExtraArgs()}
	out.Scheduler = component{c.Scheduler().Image(), c.Scheduler().ExtraArgs()}
	out.APIServer = apiServer{
		component:        component{c.APIServer().Image(), c.APIServer().ExtraArgs()},
		CertSANs:         list(c.CertSANs()),
		AuditPolicy:      c.APIServer().AuditPolicy(),
		AdmissionControl: []admission{},
		Authorizers:      []map[string]any{},
		Port:             c.LocalAPIServerPort(),
	}

	if key := c.ServiceAccount(); key != nil {
		out.ServiceAccountKey = string(key.Key)
	}

	for _, plugin := range c.APIServer().AdmissionControl() {
		out.APIServer.AdmissionControl = append(out.APIServer.AdmissionControl, admission{plugin.Name(), plugin.Configuration()})
	}

	for _, authorizer := range c.APIServer().AuthorizationConfig() {
		out.APIServer.Authorizers = append(out.APIServer.Authorizers, map[string]any{
			"type": authorizer.Type(), "name": authorizer.Name(), "webhook": authorizer.Webhook(),
		})
	}

	if admin := c.AdminKubeconfig(); admin != nil {
		out.AdminKubeconfig = map[string]any{
			"commonName":   admin.CommonName(),
			"organization": admin.CertOrganization(),
			"seconds":      int(admin.CertLifetime().Seconds()),
		}
	}

	return out
}

func toAuthority(in *x509.PEMEncodedCertificateAndKey) *authority {
	if in == nil || len(in.Crt) == 0 {
		return nil
	}

	return &authority{Certificate: string(in.Crt), Key: string(in.Key)}
}

func list(in []string) []string {
	if in == nil {
		return []string{}
	}

	return in
}
